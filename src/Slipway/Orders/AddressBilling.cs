using Slipway.Accounts;
using Slipway.Billing;
using Slipway.Network;
using Slipway.Provisioning;
using Slipway.Servers;
using Slipway.Storage;

namespace Slipway.Orders;

/// <summary>What becomes of the money for addresses once it is known whether the machine has them.</summary>
internal sealed class AddressBilling(Addresses addresses, Invoices invoices, Changes changes, TimeProvider clock) : IAddedAddresses
{
    public async Task AppliedAsync(DatabaseTransaction transaction, ServerId server, AddedAddresses added)
    {
        if (added.InvoiceId == 0 || await OrderStore.FindAsync(transaction, server) is not { } order)
        {
            return;
        }

        await AccountQueries.GetForMoneyAsync(transaction, order.AccountId);
        var now = clock.GetUtcNow();
        // Of a service one invoice of a kind begins at a moment; several additions may come to their end in the same one. Moments are kept in
        // whole milliseconds, and now is a little later than its own.
        var from = await OrderStore.LastAddOnAsync(transaction, order.Id) is { } last && last.AddMilliseconds(1) > now ? last.AddMilliseconds(1) : now;
        if ((await invoices.DeliveredAsync(transaction, new InvoiceId(added.InvoiceId), from, order.PaidUntil)).Failure is { } unearned)
        {
            throw new InvalidOperationException($"Invoice {added.InvoiceId} cannot be earned: {unearned}");
        }
    }

    public async Task TakeBackAsync(DatabaseTransaction transaction, ServerId server, AddedAddresses added, string why)
    {
        if (await OrderStore.FindAsync(transaction, server) is not { } order)
        {
            return;
        }

        await AccountQueries.GetForMoneyAsync(transaction, order.AccountId);
        if (added.InvoiceId != 0)
        {
            await invoices.GiveBackAsync(transaction, new InvoiceId(added.InvoiceId), $"server {server} did not get its addresses");
        }

        var taken = 0;
        foreach (var ip in added.Ips)
        {
            // One that the customer removed himself meanwhile is not counted twice; one that he made the main address is given back with the server.
            taken += (await Addresses.OfAsync(transaction, server)).Any(address => address.Ip == ip && !address.Main) && await addresses.ReleaseAsync(transaction, server, ip) ? 1 : 0;
        }

        if (taken > 0 && order.State == OrderState.Active)
        {
            var left = (await Addresses.OfAsync(transaction, server)).Count - 1;
            var less = await AddressLine.ChangeAsync(transaction, order, left, cost => cost - (new Money(added.Amount, cost.Currency) * (taken / (decimal)added.Ips.Count)).Round());
            await IssueAnewAsync(transaction, invoices, order, less, $"server {server} did not get its addresses");
        }

        if (await ServerStates.FindAsync(transaction, server) is { } record)
        {
            await ServerEvents.AddAsync(transaction, record, "addresses taken back", $"{string.Join(", ", added.Ips)}: {why}", "platform", clock.GetUtcNow());
        }

        changes.Touch(transaction, $"account:{order.AccountId}");
    }

    /// <summary>An invoice for the next period that is out already says the old price; the renewal cycle issues it anew.</summary>
    internal static async Task IssueAnewAsync(DatabaseTransaction transaction, Invoices invoices, Order order, Money difference, string why)
    {
        if (!difference.IsZero && await Invoices.OpenOfServiceAsync(transaction, order.Id) is { } open)
        {
            await invoices.GiveBackAsync(transaction, open.Id, why);
        }
    }

    internal static Failure AfterThePeriod(ServerId id) => new(
        FailureKind.PaymentRequired, "orders.addresses-after-the-period", $"the paid period of server {id} is over: pay its invoice (whmcs/get_related_invoices) before its addresses change.");
}
