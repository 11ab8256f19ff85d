using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using Slipway.Accounts;
using Slipway.Billing;
using Slipway.Drivers.Fake;
using Slipway.Machines;
using Slipway.Network;
using Slipway.Orders;
using Slipway.Pricing;
using Slipway.Provisioning;
using Slipway.Reconciliation;
using Slipway.Servers;
using Slipway.Testing;
using Slipway.Testing.Databases;
using Slipway.Workflows;

namespace Slipway.Tests.Orders;

/// <summary>A customer with an active server, on a database of its own.</summary>
internal sealed class AddressScene(TestDatabase database, Business business, Customer customer, ServerId server, DateTimeOffset begun) : IAsyncDisposable
{
    private static CancellationToken Ending => Xunit.TestContext.Current.CancellationToken;

    public Business Business => business;

    public Customer Customer => customer;

    public ServerId Server => server;

    public static async Task<AddressScene> OpenAsync(
        DatabaseKind kind, string period = "monthly", bool prepaid = false, decimal? creditLeft = null, int? promotion = null, int extra = 0, Action<IServiceCollection>? change = null, string preset = "vm.mini",
        params (string, string?)[] settings)
    {
        var database = await TestDatabase.CreateAsync(kind);
        var business = await Business.OnAsync(database, change, settings: settings);
        await business.GivenStockAsync();
        var customer = await Customer.OpenAsync(business.Services, 200, autoPay: true, prepaid: prepaid);
        string? code = null;
        if (promotion is { } percent)
        {
            code = "HALF";
            (await business.Get<Promotions>().AddAsync(new Promotion(code, percent, null, Forever: true), Ending)).Succeeded.ShouldBeTrue();
        }

        var placed = (await business.OrderAsync(customer, Business.AnOrder() with { Preset = preset, TrafficPlanId = preset.StartsWith("bm", StringComparison.Ordinal) ? 12 : 25, Period = period, ExtraIpv4 = extra, PromoCode = code })).Value;
        await business.AdvanceToRestAsync(placed.Callback!.Value);
        if (creditLeft is { } left)
        {
            // The rest is spent on something else.
            var credit = (await business.CreditOfAsync(customer)).Amount;
            await business.Database.InTransactionAsync(
                async transaction =>
                {
                    var account = await AccountQueries.GetForMoneyAsync(transaction, customer.Id);
                    var invoice = await business.Get<Invoices>().IssueAsync(
                        transaction, new NewInvoice(account.Id, InvoicePurpose.TopUp, [new NewLine("top-up", "spent", new Money(credit - left, Currency.Eur))], TaxTreatment.None, business.Clock.GetUtcNow()));
                    (await business.Get<Ledger>().HoldAsync(transaction, account.Id, invoice!.Id, new Money(credit - left, Currency.Eur))).Succeeded.ShouldBeTrue();
                },
                Ending);
        }

        var activated = (await business.Get<ServerQueries>().FindAsync(customer.Caller, placed.ServerId, Ending))!.Server.ActivatedAt!.Value;
        return new AddressScene(database, business, customer, placed.ServerId, activated);
    }

    public Task<Result<GivenAddresses>> AddAsync(int count) => AddAsync(new AddressRequest(count, [], null));

    public Task<Result<GivenAddresses>> AddAsync(AddressRequest request) => business.Get<AddAddresses>().RunAsync(customer.Caller, server, request, Ending);

    public Task<Result<RemovedAddresses>> RemoveAsync(string? ip) => business.Get<RemoveAddresses>().RunAsync(customer.Caller, server, ip, Ending);

    public async Task<decimal> CreditAsync() => (await business.CreditOfAsync(customer)).Amount;

    public async Task<Order> OrderAsync() => (await business.Database.ReadAsync(session => OrderStore.FindAsync(session, server), Ending))!;

    /// <summary>The recurring line of additional addresses.</summary>
    public async Task<string?> LineAsync() =>
        (await business.Database.ReadAsync(async session => await OrderStore.LinesAsync(session, (await OrderStore.FindAsync(session, server))!), Ending)).SingleOrDefault(line => line.Kind == "ipv4")?.Description;

    public Task<List<Address>> AddressesAsync() => business.Database.ReadAsync(session => Addresses.OfAsync(session, server), Ending);

    public Task<AsyncKey?> LiveAsync() => business.Database.ReadAsync(session => Runs.LiveAsync(session, NetworkRun.SubjectOf(server)), Ending);

    public async Task<Invoice> RenewalAsync() =>
        (await business.Get<InvoiceQueries>().ListAsync(customer.Caller, Ending)).Value.Single(invoice => invoice.Purpose == InvoicePurpose.Renewal && invoice.State.IsOpen());

    public async Task<long> CountAsync(string sql) => await business.ScalarAsync<long?>(sql) ?? 0;

    /// <summary>What was last applied to the simulated machine.</summary>
    public async Task<MachineNetwork> MachineAsync()
    {
        var node = (await business.Database.ReadAsync(session => Capacity.NodeOfAsync(session, server), Ending))!;
        return business.Get<FakeFleet>().Find(new MachineRef(Slipway.Servers.Server.MachineIdOf(server), node.Name)).Value.Network ?? new MachineNetwork([], LinkUp: true);
    }

    public void Fail(string? step) => business.Get<IOptions<FakeOptions>>().Value.FailStep = step;

    /// <summary>Exactly in the middle of what is paid.</summary>
    public async Task GoHalfwayAsync() => business.Clock.Advance(begun + (((await OrderAsync()).PaidUntil - begun) / 2) - business.Clock.GetUtcNow());

    public async Task GoBeforeTheEndAsync(TimeSpan before) => business.Clock.Advance((await OrderAsync()).PaidUntil - before - business.Clock.GetUtcNow());

    public async Task AdvanceToEndOfPeriodAsync()
    {
        await GoBeforeTheEndAsync(TimeSpan.FromHours(1));
        await business.Get<RenewalCycle>().PassAsync(Ending);
    }

    /// <summary>Every run comes to its end.</summary>
    public Task SettleAsync() => business.DriveRunsAsync();

    public async Task BooksShouldBalanceAsync()
    {
        (await business.Database.ReadAsync(LedgerStore.UnbalancedAsync, Ending)).ShouldBeEmpty();
        (await business.Get<Reconcile>().RunAsync(Ending)).Differences.Where(difference => difference.Area != "machines").Select(difference => difference.What).ShouldBeEmpty();
    }

    public async ValueTask DisposeAsync()
    {
        await business.DisposeAsync();
        await database.DisposeAsync();
    }
}
