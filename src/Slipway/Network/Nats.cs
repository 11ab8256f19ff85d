using Slipway.Storage;

namespace Slipway.Network;

/// <summary>Public addresses that lead to management modules, inside the caller's transaction. Such an address is no server's: it is kept for what leads through it.</summary>
public sealed class Nats(NetworkOptions options, TimeProvider clock)
{
    /// <summary>What the public address is kept for, as it stands with the address.</summary>
    internal const string Reason = "static nat";

    /// <summary>A free address of the location leads to the module from now on; where that is, <see cref="LeadsToAsync"/> tells later.</summary>
    public async Task<Result<StaticNat>> OpenAsync(DatabaseTransaction transaction, ServerId server, string location, string acl, bool secured, DateTimeOffset expires) =>
        await AddressStore.TakeAnyAsync(transaction, Holding.For($"{Reason} of server {server}"), location, vlan: null, clock.GetUtcNow() - options.Quarantine) is { } white
            ? await NatStore.InsertAsync(transaction, new StaticNat(0, server, white, "", acl, secured, expires))
            : NetworkFailures.NoFree(location);

    public static Task LeadsToAsync(DatabaseTransaction transaction, int id, string innerIp) => NatStore.SetInnerAsync(transaction, id, innerIp);

    /// <summary>Nothing leads there any more, and the public address rests. May be repeated: false when it was closed before.</summary>
    public Task<bool> CloseAsync(DatabaseTransaction transaction, StaticNat nat) => NatStore.CloseAsync(transaction, nat, clock.GetUtcNow());

    public static Task<List<StaticNat>> OfAsync(DatabaseSession session, ServerId server) => NatStore.OfAsync(session, server);

    public static Task<StaticNat?> FindAsync(DatabaseSession session, int id) => NatStore.FindAsync(session, id);

    /// <summary>By its public address.</summary>
    public static Task<StaticNat?> FindAsync(DatabaseSession session, string whiteIp) => NatStore.FindAsync(session, whiteIp);

    public static Task<List<StaticNat>> ToInnerAsync(DatabaseSession session, string innerIp) => NatStore.ToInnerAsync(session, innerIp);

    /// <summary>Those whose time is over.</summary>
    public static Task<List<StaticNat>> OverAsync(DatabaseSession session, DateTimeOffset now, int most) => NatStore.OverAsync(session, now, most);
}
