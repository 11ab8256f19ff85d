using Slipway.Accounts;
using Slipway.Billing;
using Slipway.Network;
using Slipway.Provisioning;
using Slipway.Servers;
using Slipway.Storage;

namespace Slipway.Orders;

/// <summary>
/// Additional addresses go. Further periods cost less by their share; for the period that is paid nothing is given back. The addresses lose
/// their names and rest before anybody else gets them.
/// </summary>
public sealed class RemoveAddresses(Database database, NetworkChanges network, Addresses addresses, Invoices invoices, Changes changes, TimeProvider clock)
{
    /// <param name="ip">Null removes all that can go.</param>
    public Task<Result<RemovedAddresses>> RunAsync(Caller caller, ServerId id, string? ip, CancellationToken cancellationToken) =>
        database.InTransactionAsync<RemovedAddresses>(
            async transaction =>
            {
                if (await ServerQueries.OwnAsync(transaction, caller, id) is null)
                {
                    // Nobody waits at an account for a server that is not the caller's.
                    return ServerFailures.Unknown(id);
                }

                // The account first, as everybody does who moves its money: an open invoice may have to be issued anew.
                await AccountQueries.GetForMoneyAsync(transaction, caller.AccountId);
                if (!(await network.FindAsync(transaction, caller, id)).TryGet(out var found, out var refused) || await OrderStore.FindAsync(transaction, id) is not { } order)
                {
                    return refused ?? ServerFailures.Unknown(id);
                }

                if (ip is not null && Kept(found, ip) is { } kept)
                {
                    return kept;
                }

                string[] leaving = ip is not null ? [ip] : [.. found.Addresses.Select(address => address.Ip).Where(own => Kept(found, own) is null)];
                var now = clock.GetUtcNow();
                if (leaving.Length == 0)
                {
                    return NetworkFailures.NoExtra(id);
                }

                var extra = found.Addresses.Count - 1;
                var less = await AddressLine.ChangeAsync(transaction, order, extra - leaving.Length, cost => (cost * ((extra - leaving.Length) / (decimal)extra)).Round());
                if (!less.IsZero && order.PaidUntil <= now && !order.BillingPeriod.IsHourly)
                {
                    return AddressBilling.AfterThePeriod(id);
                }

                await AddressBilling.IssueAnewAsync(transaction, invoices, order, less, $"server {id} has fewer addresses");
                foreach (var own in leaving)
                {
                    await addresses.ReleaseAsync(transaction, id, own);
                }

                await ServerEvents.AddressesRemovedAsync(transaction, found.Server, leaving, now);
                changes.Touch(transaction, $"account:{caller.AccountId}");
                return (await network.WantAsync(transaction, id, found.Server.Location, caller.AccountId)).TryGet(out var run, out refused) ? new RemovedAddresses(id, leaving, run) : refused;
            },
            cancellationToken);

    /// <summary>Why the address stays.</summary>
    private static Failure? Kept(ServerNetwork found, string ip) =>
        found.Find(ip) is not { } address ? NetworkFailures.NoAddress(ip)
        : address.Main ? NetworkFailures.IsMain(ip, found.Server.Id)
        : ip == found.PortIp ? NetworkFailures.IsOfPort(ip, found.Server.Id)
        : null;
}

public sealed record RemovedAddresses(ServerId ServerId, IReadOnlyList<string> Ips, AsyncKey Run);
