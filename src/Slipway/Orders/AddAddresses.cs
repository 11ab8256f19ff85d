using Slipway.Accounts;
using Slipway.Billing;
using Slipway.Catalog;
using Slipway.Network;
using Slipway.Pricing;
using Slipway.Provisioning;
using Slipway.Servers;
using Slipway.Storage;

namespace Slipway.Orders;

/// <param name="Count">How many free ones are picked, unless <paramref name="Ips"/> names some.</param>
/// <param name="Vlan">Null is that of the main address.</param>
public sealed record AddressRequest(int Count, IReadOnlyList<string> Ips, int? Vlan);

/// <summary>
/// A running server gets more addresses. One transaction holds the addresses, what they cost in every further period, the money for the rest of
/// this one, and the run that brings them to the machine; the money is held until they are there.
/// </summary>
public sealed class AddAddresses(
    Database database, NetworkChanges network, Addresses addresses, Invoices invoices, KeySpending spending, LiveCatalog catalog, TaxRates taxes, NetworkOptions limits, OrderOptions options, Changes changes, TimeProvider clock)
{
    public Task<Result<GivenAddresses>> RunAsync(Caller caller, ServerId id, AddressRequest request, CancellationToken cancellationToken) =>
        Check(request) is { } mistake
            ? Task.FromResult<Result<GivenAddresses>>(mistake)
            : database.InTransactionAsync(transaction => AddAsync(transaction, caller, id, request), cancellationToken);

    private async Task<Result<GivenAddresses>> AddAsync(DatabaseTransaction transaction, Caller caller, ServerId id, AddressRequest request)
    {
        if (await ServerQueries.OwnAsync(transaction, caller, id) is null)
        {
            // Nobody waits at an account for a server that is not the caller's.
            return ServerFailures.Unknown(id);
        }

        // :: Step 1 - the account first, as everybody does who moves its money; then the server, and whether it may have more.
        var account = await AccountQueries.GetForMoneyAsync(transaction, caller.AccountId);
        if (!(await network.FindAsync(transaction, caller, id)).TryGet(out var found, out var refused) || await OrderStore.FindAsync(transaction, id) is not { } order)
        {
            return refused ?? ServerFailures.Unknown(id);
        }

        var now = clock.GetUtcNow();
        if (await OrderStore.CancelledToAsync(transaction, id) is { } end && end <= now)
        {
            return OrderFailures.IsEnding(id);
        }

        var count = request.Ips.Count > 0 ? request.Ips.Count : request.Count;
        if (found.Addresses.Count + count > limits.MostAddresses)
        {
            return NetworkFailures.Invalid("amount", $"server {id} has {found.Addresses.Count} addresses, and {limits.MostAddresses} are the most that one can have.");
        }

        if (await AddressTurnover.RefuseAsync(transaction, account.Id, limits, now) is { } resting)
        {
            return resting;
        }

        if (!Quote.ExtraIpv4For(catalog.Current.Facts, found.Server.Location, order.BillingPeriod, order.Recurring.Currency, count).TryGet(out var price, out refused))
        {
            return refused;
        }

        if (!price.IsZero && caller.MayUseAccount() is { } notHis)
        {
            // A key of one server spends nothing of the account's.
            return notHis;
        }

        if (!price.IsZero && order.PaidUntil <= now && !order.BillingPeriod.IsHourly)
        {
            return AddressBilling.AfterThePeriod(id);
        }

        // :: Step 2 - the addresses are the server's.
        var vlan = request.Vlan ?? found.Main.Vlan;
        var given = request.Ips.Count > 0
            ? await addresses.AddAsync(transaction, id, found.Server.Location, vlan, request.Ips)
            : await addresses.AddAsync(transaction, id, found.Server.Location, vlan, count);
        if (!given.TryGet(out var ips, out refused))
        {
            return refused;
        }

        // :: Step 3 - what a period costs from now on, and the rest of this one.
        var more = await AddressLine.ChangeAsync(transaction, order, found.Addresses.Count - 1 + count, cost => cost + price);
        await AddressBilling.IssueAnewAsync(transaction, invoices, order, more, $"server {id} has more addresses");
        var tax = taxes.For(new TaxPayer(account.Country, account.VatNumber));
        var rest = tax.Line((more * Licences.Left(order, now)).Round());
        Invoice? invoice = null;
        if (!rest.IsZero)
        {
            invoice = await invoices.IssueAsync(
                transaction,
                new NewInvoice(account.Id, InvoicePurpose.AddOn, [new NewLine(AddressLine.Kind, $"{Quote.ExtraIpv4Text(count)}, until {order.PaidUntil.ToDay()}", rest)], tax, now + options.PayWithin)
                {
                    ServerId = id,
                    OrderId = order.Id,
                });
        }

        // :: Step 4 - the run that brings them to the machine, and the money it earns at its end.
        var added = new AddedAddresses(ips, invoice?.Id.Value ?? 0, price.Amount);
        if (!(await network.WantAsync(transaction, id, found.Server.Location, account.Id, added)).TryGet(out var run, out refused))
        {
            return refused;
        }

        if ((await ChargeAsync(transaction, caller, order, invoice, run, tax, more)).Failure is { } poor)
        {
            return poor;
        }

        await ServerEvents.AddAsync(transaction, found.Server, "addresses added", string.Join(", ", ips), "customer", now);
        changes.Touch(transaction, $"account:{account.Id}");
        return new GivenAddresses(id, ips, vlan, run, invoice?.Id);
    }

    /// <summary>The one place where additional addresses take money, and where it counts against what the key may spend.</summary>
    private async Task<Result<Unit>> ChargeAsync(DatabaseTransaction transaction, Caller caller, Order order, Invoice? invoice, AsyncKey run, TaxTreatment tax, Money more)
    {
        if (invoice is not null)
        {
            if ((await spending.OrderedAsync(transaction, caller, invoice.Total, invoice.Id, $"addresses of server {order.ServerId}")).Failure is { } overCap)
            {
                return overCap;
            }

            await Invoices.BindAsync(transaction, invoice.Id, run);
            return (await invoices.PayFromCreditAsync(transaction, invoice with { AsyncKey = run }, invoice.Total)).Failure is { } poor ? poor : Unit.Value;
        }

        if (order.BillingPeriod.IsHourly && !more.IsZero)
        {
            if ((await KeySpending.MayRunByTheHourAsync(transaction, caller)).Failure is { } endless)
            {
                return endless;
            }

            // Nothing is due now; but who cannot pay an hour of it would be switched off within one.
            var hour = tax.Of(ServicePrice.Sum(await OrderStore.LinesAsync(transaction, order), tax, order.Recurring.Currency)).Total;
            var credit = await Ledger.CreditAsync(transaction, order.AccountId, hour.Currency);
            return credit < hour ? BillingFailures.NotEnoughCredit(hour, credit) : Unit.Value;
        }

        return Unit.Value;
    }

    private Failure? Check(AddressRequest request) =>
        request.Ips.Count == 0 && (request.Count < 1 || request.Count > limits.MostAddresses) ? NetworkFailures.Invalid("amount", $"1 to {limits.MostAddresses} addresses are allowed.")
        : request.Ips.Count > limits.MostAddresses ? NetworkFailures.Invalid("ips", $"at most {limits.MostAddresses} addresses are allowed.")
        : request.Ips.FirstOrDefault(ip => Address.Parse(ip) is null) is { } odd ? NetworkFailures.Invalid("ips", $"'{(odd.Length > 40 ? odd[..40] : odd)}' is no IPv4 address such as 203.0.113.7.")
        : request.Ips.Distinct(StringComparer.Ordinal).Count() < request.Ips.Count ? NetworkFailures.Invalid("ips", "an address is named twice.")
        : request.Vlan is < 1 or > 4094 ? NetworkFailures.Invalid("vlan", "1 to 4094 are allowed.")
        : null;
}

/// <param name="Run">Brings them to the machine.</param>
/// <param name="Invoice">What they cost until the end of the period; null when nothing is to be paid now.</param>
public sealed record GivenAddresses(ServerId ServerId, IReadOnlyList<string> Ips, int Vlan, AsyncKey Run, InvoiceId? Invoice);
