using System.Net;
using Slipway.Storage;

namespace Slipway.Network;

/// <summary>Giving addresses to servers and taking them back, inside the caller's transaction.</summary>
public sealed class Addresses(TimeProvider clock)
{
    private static readonly TimeSpan Quarantine = TimeSpan.FromHours(1);

    /// <summary>The server has <paramref name="count"/> addresses afterwards, the first being its main one. May be repeated.</summary>
    public async Task<Result<Unit>> EnsureAsync(DatabaseTransaction transaction, ServerId server, string location, int count)
    {
        for (var has = await AddressStore.CountAsync(transaction, server); has < count; has++)
        {
            if (!await AddressStore.GiveAsync(transaction, server, location, main: has == 0, clock.GetUtcNow() - Quarantine))
            {
                return new Failure(FailureKind.OutOfStock, "network.no-free-address", $"No free address in {location}.");
            }
        }

        return Unit.Value;
    }

    /// <summary>The server has no address afterwards.</summary>
    public Task ReleaseAsync(DatabaseTransaction transaction, ServerId server) => AddressStore.ReleaseAsync(transaction, server, clock.GetUtcNow());

    public static Task<List<Address>> OfAsync(DatabaseSession session, ServerId server) => AddressStore.OfAsync(session, server);

    /// <summary>The location has this range afterwards; the first ten addresses stay with the network itself.</summary>
    public static Task EnsurePoolAsync(DatabaseTransaction transaction, string location, IPNetwork range, int vlan) =>
        AddressStore.EnsurePoolAsync(transaction, location, range, vlan);
}
