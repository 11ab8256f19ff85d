using Shouldly;
using Slipway.Billing;
using Slipway.Catalog;
using Slipway.Machines;
using Slipway.Orders;
using Slipway.Provisioning;
using Slipway.Servers;
using Slipway.Testing;
using Slipway.Workflows;
using Xunit;

namespace Slipway.Tests.Orders;

/// <summary>Another system on a server that exists: what it costs, what is refused, what is left alone; on both databases.</summary>
public abstract class ReinstallStoreTests(StoreFixture store)
{
    private static readonly OrderRequest Debian12 = new(null, null, OsId: 219, RootPassword: new Secret("Wxyz9876"));
    private static readonly OrderRequest Windows = Debian12 with { OsId = 239 };

    private readonly Business _business = store.Business;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    private ReinstallServer Reinstalling => _business.Get<ReinstallServer>();

    [Fact]
    public async Task A_licence_is_paid_for_the_rest_of_the_period_and_once()
    {
        var (customer, server) = await GivenServerAsync();
        var begun = _business.Clock.GetUtcNow();
        _business.Clock.Advance(TimeSpan.FromDays(10));
        var before = (await _business.CreditOfAsync(customer)).Amount;
        var paidUntil = (await OrderAsync(server)).PaidUntil;

        var started = (await Reinstalling.RunAsync(customer.Caller, server, Windows, Ending)).Value;
        (await _business.ScalarAsync<long>($"select count(*) from billing_invoice where id = {started.Invoice} and posted_at is not null")).ShouldBe(0, "the money is held, not earned");
        await _business.AdvanceToRestAsync(started.Callback);

        var days = (decimal)(paidUntil - begun).TotalDays;
        var cost = Math.Round(15m * (days - 10) / days, 2, MidpointRounding.AwayFromZero);
        (before - (await _business.CreditOfAsync(customer)).Amount).ShouldBeInRange(cost - 0.01m, cost + 0.01m);
        (await _business.ScalarAsync<long>($"select count(*) from billing_invoice where id = {started.Invoice} and number is not null and purpose = {(int)InvoicePurpose.AddOn}")).ShouldBe(1);
        var order = await OrderAsync(server);
        order.PaidUntil.ShouldBe(paidUntil);
        (await LicencesAsync(order)).ShouldBe(["Licence Windows Server 2019, monthly"]);

        // :: The same system once more: it is paid. Another one: the licence ends with the period.
        var credit = await _business.CreditOfAsync(customer);
        var again = (await Reinstalling.RunAsync(customer.Caller, server, Windows, Ending)).Value;
        again.Invoice.ShouldBeNull();
        await _business.AdvanceToRestAsync(again.Callback);
        var free = (await Reinstalling.RunAsync(customer.Caller, server, Debian12, Ending)).Value;
        await _business.AdvanceToRestAsync(free.Callback);
        (await _business.CreditOfAsync(customer)).ShouldBe(credit);
        (await LicencesAsync(order)).ShouldBeEmpty();
        (await OrderAsync(server)).Recurring.ShouldBe((await LinesAsync(order)).Aggregate(Money.Zero(Currency.Eur), (sum, line) => sum + line.Amount));
    }

    [Fact]
    public async Task Who_cannot_pay_the_licence_keeps_everything_as_it_is()
    {
        var (customer, server) = await GivenServerAsync(credit: 20);

        var refused = (await Reinstalling.RunAsync(customer.Caller, server, Windows, Ending)).Failure.ShouldNotBeNull();

        refused.Code.ShouldBe("billing.not-enough-credit");
        (await _business.Database.ReadAsync(session => Runs.LiveAsync(session, Server.SubjectOf(server)), Ending)).ShouldBeNull();
        (await _business.ScalarAsync<long>($"select count(*) from billing_invoice where account_id = {customer.Id}")).ShouldBe(1);
        (await MachineAsync(server)).ShouldBe(PowerState.On);
    }

    [Fact]
    public async Task An_invoice_for_the_next_period_is_issued_anew_with_the_licence()
    {
        var (customer, server) = await GivenServerAsync(autoPay: false);
        var order = await OrderAsync(server);
        _business.Clock.Advance(order.PaidUntil - _business.Clock.GetUtcNow() - TimeSpan.FromDays(3));
        await _business.Get<RenewalCycle>().PassAsync(Ending);
        var open = await OpenRenewalAsync(customer);
        open.ShouldNotBeNull();

        await _business.AdvanceToRestAsync((await Reinstalling.RunAsync(customer.Caller, server, Windows, Ending)).Value.Callback);
        await _business.Get<RenewalCycle>().PassAsync(Ending);

        var anew = (await OpenRenewalAsync(customer)).ShouldNotBeNull();
        anew.Id.ShouldNotBe(open.Id);
        (anew.Net - open.Net).ToText().ShouldBe("15.00");
    }

    [Fact]
    public async Task A_promotion_for_ever_takes_its_percentage_off_what_is_there_now()
    {
        var code = $"HALF{Guid.NewGuid():N}"[..20].ToUpperInvariant();
        (await _business.Get<Promotions>().AddAsync(new Slipway.Pricing.Promotion(code, 50, null, Forever: true), Ending)).Succeeded.ShouldBeTrue();
        var customer = await _business.GivenCustomerWithCreditAsync(100);
        var placed = (await _business.OrderAsync(customer, Business.AnOrder() with { Preset = "vm.mini", OsId = 239, PromoCode = code })).Value;
        await _business.AdvanceToRestAsync(placed.Callback!.Value);
        var before = await OrderAsync(placed.ServerId);

        await _business.AdvanceToRestAsync((await Reinstalling.RunAsync(customer.Caller, placed.ServerId, Debian12, Ending)).Value.Callback);

        var after = await OrderAsync(placed.ServerId);
        (before.Recurring - after.Recurring).ToText().ShouldBe("7.50", "half of the licence");
        after.Recurring.Amount.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task After_the_paid_period_licences_change_only_once_it_is_paid()
    {
        var (customer, server) = await GivenServerAsync(autoPay: false);
        var order = await OrderAsync(server);
        _business.Clock.Advance(order.PaidUntil - _business.Clock.GetUtcNow() + TimeSpan.FromHours(1));
        await _business.Get<RenewalCycle>().PassAsync(Ending);
        var due = (await OpenRenewalAsync(customer))!.DueAt;

        (await Reinstalling.RunAsync(customer.Caller, server, Windows, Ending)).Failure!.Code.ShouldBe("orders.licence-after-the-period");
        await _business.AdvanceToRestAsync((await Reinstalling.RunAsync(customer.Caller, server, Debian12, Ending)).Value.Callback);

        (await OpenRenewalAsync(customer))!.DueAt.ShouldBe(due);
    }

    [Fact]
    public async Task A_key_of_the_server_alone_reinstalls_it_and_spends_nothing()
    {
        var (customer, server) = await GivenServerAsync();
        var scoped = customer.Caller with { OnlyServer = server };

        (await Reinstalling.RunAsync(scoped, server, Windows, Ending)).Failure!.Code.ShouldBe("accounts.permission-denied");
        (await _business.Get<NetworkBoot>().ArrangeAsync(scoped, server, Windows, null, Ending)).Failure!.Code.ShouldBe("accounts.permission-denied");
        await _business.AdvanceToRestAsync((await Reinstalling.RunAsync(scoped, server, Debian12, Ending)).Value.Callback);
    }

    [Fact]
    public async Task What_cannot_be_paid_is_not_arranged_either()
    {
        var (customer, server) = await GivenServerAsync(credit: 20);

        (await _business.Get<NetworkBoot>().ArrangeAsync(customer.Caller, server, Windows, null, Ending)).Failure!.Code.ShouldBe("billing.not-enough-credit");
    }

    [Fact]
    public async Task What_was_arranged_waits_for_a_boot_and_not_for_ever()
    {
        var (customer, server) = await GivenServerAsync();
        var network = _business.Get<NetworkBoot>();
        var announced = (await network.AnnounceAsync(customer.Caller, server, Ending)).Value;
        (await network.ArrangeAsync(customer.Caller, server, Debian12, announced.Value, Ending)).Succeeded.ShouldBeTrue();
        (await network.SelectAsync(customer.Caller, server, BootDevice.Network, Ending)).Succeeded.ShouldBeTrue();

        // Switching on what is on boots nothing.
        var on = (await _business.Get<RequestPower>().RunAsync(customer.Caller, server, PowerAction.On, Ending)).Value;
        await _business.AdvanceToRestAsync(on.Key);
        var waiting = (await _business.Get<ServerQueries>().FindAsync(customer.Caller, server, Ending))!.Server;
        (waiting.BootDevice, waiting.SealedNetboot is null, waiting.OsName).ShouldBe((BootDevice.Network, false, "Debian 11"));
        waiting.SealedNetboot!.ShouldNotContain("Wxyz9876");

        await _business.AdvanceToRestAsync(announced);
        _business.Clock.Advance(TimeSpan.FromDays(1.1));
        await _business.AdvanceToRestAsync(announced);
        var forgotten = (await _business.Get<ServerQueries>().FindAsync(customer.Caller, server, Ending))!.Server;
        (forgotten.BootDevice, forgotten.SealedNetboot).ShouldBe((BootDevice.Disk, null));
    }

    [Fact]
    public async Task Nobody_gets_a_mail_who_did_not_ask_for_it()
    {
        var (customer, server) = await GivenServerAsync();
        await _business.AdvanceToRestAsync((await Reinstalling.RunAsync(customer.Caller, server, Debian12, Ending)).Value.Callback);
        (await MailsAsync(customer)).ShouldBe(0);

        await _business.AdvanceToRestAsync((await Reinstalling.RunAsync(customer.Caller, server, Debian12 with { Notify = true }, Ending)).Value.Callback);
        (await MailsAsync(customer)).ShouldBe(1);
    }

    [Fact]
    public async Task Of_many_at_once_one_is_started()
    {
        var (customer, server) = await GivenServerAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => Reinstalling.RunAsync(customer.Caller, server, Debian12, Ending), Ending)));

        var started = results.Single(result => result.Succeeded).Value;
        results.Where(result => !result.Succeeded).ShouldAllBe(result => result.Failure!.Code == "orders.reinstall-running" && ((BusySubject)result.Failure.Facts!).Running == started.Callback);
    }

    [Fact]
    public async Task Given_up_before_the_erasing_it_leaves_everything_as_it_was()
    {
        var (customer, server) = await GivenServerAsync();
        var before = (await _business.Get<ServerQueries>().FindAsync(customer.Caller, server, Ending))!.Server;
        var started = (await Reinstalling.RunAsync(customer.Caller, server, Debian12 with { Hostname = "other.example.org" }, Ending)).Value;

        (await Reinstalling.AbortAsync(customer.Caller, server, Ending)).Value.Erased.ShouldBeFalse();
        await _business.AdvanceToRestAsync(started.Callback);

        var after = (await _business.Get<ServerQueries>().FindAsync(customer.Caller, server, Ending))!.Server;
        after.Hostname.ShouldBe(before.Hostname);
        (after.OsName, after.Disk, after.Power, after.Proof!.HostKeys[0]).ShouldBe((before.OsName, DiskContent.Installed, PowerState.On, before.Proof!.HostKeys[0]));
        (await MachineAsync(server)).ShouldBe(PowerState.On);
        (await Reinstalling.AbortAsync(customer.Caller, server, Ending)).Failure!.Code.ShouldBe("orders.no-reinstall");
    }

    [Fact]
    public async Task A_removal_at_the_end_of_the_period_waits_for_a_reinstallation()
    {
        var (customer, server) = await GivenServerAsync();
        (await _business.Get<RequestCancellation>().RunAsync(customer.Caller, server, immediate: false, "", Ending)).Succeeded.ShouldBeTrue();
        var removal = (await _business.Database.ReadAsync(session => Runs.LiveAsync(session, TerminateServer.SubjectOf(server)), Ending))!.Value;
        var started = (await Reinstalling.RunAsync(customer.Caller, server, Debian12, Ending)).Value;
        _business.Clock.Advance((await OrderAsync(server)).PaidUntil - _business.Clock.GetUtcNow() + TimeSpan.FromHours(1));

        (await _business.Get<RunExecutor>().AdvanceAsync(removal, Ending)).ShouldBe(TimeSpan.FromMinutes(1));
        await _business.AdvanceToRestAsync(started.Callback);
        await _business.AdvanceToRestAsync(removal);

        (await MachineAsync(server)).ShouldBeNull();
    }

    [Fact]
    public async Task What_is_listed_for_a_server_can_be_installed_on_it_and_nothing_else_can()
    {
        var (customer, server) = await GivenServerAsync();
        var catalog = _business.Get<LiveCatalog>().Current;
        var offers = _business.Get<CatalogOffers>();
        var (preset, location) = (catalog.Preset("vm.mini")!, catalog.Location("NL")!);
        var listed = offers.OsFor(preset, location).Where(offer => offer.Active).Select(offer => (offer.Item.Id, Software: (SoftwareId?)null))
            .Concat(catalog.Systems.SelectMany(os => offers.SoftwareFor(preset, location, os).Where(offer => offer.Active).Select(offer => (os.Id, Software: (SoftwareId?)offer.Item.Id)))
                .Where(pair => offers.OsFor(preset, location).Any(offer => offer.Active && offer.Item.Id == pair.Id)))
            .ToHashSet();
        listed.Count.ShouldBeGreaterThan(catalog.Systems.Count);

        foreach (var os in catalog.Systems)
        {
            foreach (var software in catalog.Software.Select(item => (SoftwareId?)item.Id).Prepend(null))
            {
                var quoted = await Reinstalling.QuoteAsync(customer.Caller, server, Debian12 with { OsId = os.Id.Value, SoftwareId = software?.Value }, Ending);
                quoted.Succeeded.ShouldBe(listed.Contains((os.Id, software)), $"{os.Name} with {software}: {quoted.Failure?.Message}");
            }
        }
    }

    private async Task<(Customer Customer, ServerId Server)> GivenServerAsync(decimal credit = 100, bool autoPay = true)
    {
        var customer = await _business.GivenCustomerWithCreditAsync(credit, autoPay);
        var placed = (await _business.OrderAsync(customer, Business.AnOrder() with { Preset = "vm.mini" })).Value;
        if (!autoPay)
        {
            (await _business.Get<ApplyCredit>().RunAsync(customer.Caller, placed.InvoiceId, null, Ending)).Succeeded.ShouldBeTrue();
        }

        var key = await _business.Database.ReadAsync(session => Runs.LiveAsync(session, Server.SubjectOf(placed.ServerId)), Ending);
        await _business.AdvanceToRestAsync(key!.Value);
        return (customer, placed.ServerId);
    }

    private async Task<Order> OrderAsync(ServerId server) => (await _business.Database.ReadAsync(session => OrderStore.FindAsync(session, server), Ending))!;

    private Task<List<OrderLine>> LinesAsync(Order order) => _business.Database.ReadAsync(session => OrderStore.LinesAsync(session, order), Ending);

    private async Task<string[]> LicencesAsync(Order order) => [.. (await LinesAsync(order)).Where(line => line.Kind.EndsWith("licence", StringComparison.Ordinal)).Select(line => line.Description)];

    private async Task<Invoice?> OpenRenewalAsync(Customer customer) =>
        (await _business.Get<InvoiceQueries>().ListAsync(customer.Caller, Ending)).Value.SingleOrDefault(invoice => invoice.Purpose == InvoicePurpose.Renewal && invoice.State.IsOpen());

    private Task<long> MailsAsync(Customer customer) => _business.ScalarAsync<long>($"select count(*) from mail_message where recipient = '{customer.Account.Email}' and attachment is null");

    private async Task<PowerState?> MachineAsync(ServerId server)
    {
        var node = await _business.Database.ReadAsync(session => Capacity.NodeOfAsync(session, server), Ending);
        return node is not null && (await _business.Get<DriverTypes>().Get("fake").Power.StateAsync(new MachineRef(Server.MachineIdOf(server), node.Name), Ending)).TryGet(out var state, out _) ? state : null;
    }
}

public sealed class ReinstallOnSqliteTests(OnSqlite store) : ReinstallStoreTests(store), IClassFixture<OnSqlite>;

public sealed class ReinstallOnPostgreSqlTests(OnPostgreSql store) : ReinstallStoreTests(store), IClassFixture<OnPostgreSql>;
