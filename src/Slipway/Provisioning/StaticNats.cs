using System.Net;
using Slipway.Accounts;
using Slipway.Network;
using Slipway.Servers;
using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Provisioning;

/// <summary>Access to the management module of a dedicated server from outside: a public address that leads to it for some hours.</summary>
public sealed class StaticNats(Database database, ManagementModules modules, Nats nats, Runs runs, OpenNat opening, CloseNat closing, NetworkOptions options, TimeProvider clock)
{
    public const int DefaultHours = 2;
    public const int MostHours = 24;
    private const int MostOfServer = 4;
    private const int MostNetworks = 16;

    /// <param name="acl">Who may come through: addresses and networks, separated by commas.</param>
    public async Task<Result<AsyncKey>> AddAsync(Caller caller, ServerId id, string acl, int hours, bool secured, CancellationToken cancellationToken)
    {
        if (hours is < 1 or > MostHours)
        {
            return NetworkFailures.Invalid("ttl", $"1 to {MostHours} hours are allowed.");
        }

        if (!CheckAcl(acl).TryGet(out var allowed, out var mistake))
        {
            return mistake;
        }

        return await database.InTransactionAsync<AsyncKey>(
            async transaction =>
            {
                if (!(await modules.FindAsync(transaction, caller, id)).TryGet(out var place, out var refused))
                {
                    return refused;
                }

                if ((await Nats.OfAsync(transaction, id)).Count >= MostOfServer)
                {
                    return NetworkFailures.Invalid("id", $"server {id} has {MostOfServer} such accesses already, which is the most; remove one first (nat/remove_static_nat).");
                }

                var now = clock.GetUtcNow();
                if (await AddressTurnover.RefuseAsync(transaction, place.Server.AccountId, options, now) is { } resting)
                {
                    return resting;
                }

                if (!(await nats.OpenAsync(transaction, id, place.Server.Location, allowed, secured, now.AddHours(hours))).TryGet(out var nat, out refused))
                {
                    return refused;
                }

                await ServerEvents.AddAsync(transaction, place.Server, ServerEvents.NatOpened, $"{nat.WhiteIp} for {allowed}, {hours} h", "customer", now);
                return await runs.StartAsync(
                    transaction, opening, "add_static_nat", $"nat-{nat.Id}:{id}", place.Server.Location, place.Server.AccountId, new NatWork(id.Value, [nat.Id], nat.WhiteIp, allowed, secured, nat.ExpiresAt));
            },
            cancellationToken);
    }

    /// <param name="white">Its public address; null is all of the server's.</param>
    public Task<Result<AsyncKey>> RemoveAsync(Caller caller, ServerId id, string? white, CancellationToken cancellationToken) =>
        database.InTransactionAsync<AsyncKey>(
            async transaction =>
            {
                if (!(await modules.FindAsync(transaction, caller, id)).TryGet(out var place, out var refused))
                {
                    return refused;
                }

                var leaving = (await Nats.OfAsync(transaction, id)).Where(nat => white is null || nat.WhiteIp == white).ToList();
                if (leaving.Count == 0)
                {
                    return NetworkFailures.NoNat;
                }

                // The same ones are closed once; others at the same time by a run of their own.
                var subject = $"remove_static_nat-{string.Join('-', leaving.Select(nat => nat.Id))}:{id}";
                return await Runs.LiveAsync(transaction, subject) is { } same
                    ? same
                    : await runs.StartAsync(
                        transaction, closing, "remove_static_nat", subject, place.Server.Location, place.Server.AccountId,
                        new NatWork(id.Value, [.. leaving.Select(nat => nat.Id)], leaving[0].WhiteIp, leaving[0].Acl, leaving[0].Secured, leaving[0].ExpiresAt));
            },
            cancellationToken);

    /// <summary>Closes at once what leads to a module of the caller's; answers the public addresses that led there.</summary>
    public Task<Result<IReadOnlyList<string>>> ClearAsync(Caller caller, string inner, CancellationToken cancellationToken) =>
        CloseAsync(caller, transaction => Nats.ToInnerAsync(transaction, inner), cancellationToken);

    /// <summary>The same for one access, by its number or its public address.</summary>
    public Task<Result<IReadOnlyList<string>>> DropAsync(Caller caller, int? number, string? white, CancellationToken cancellationToken) =>
        CloseAsync(
            caller,
            async transaction =>
                (number is { } id ? await Nats.FindAsync(transaction, id) : await Nats.FindAsync(transaction, white!)) is { } found && (white is null || found.WhiteIp == white) ? [found] : [],
            cancellationToken);

    private Task<Result<IReadOnlyList<string>>> CloseAsync(Caller caller, Func<DatabaseTransaction, Task<List<StaticNat>>> find, CancellationToken cancellationToken) =>
        database.InTransactionAsync<IReadOnlyList<string>>(
            async transaction =>
            {
                var closed = new List<string>();
                foreach (var nat in await find(transaction))
                {
                    // Somebody else's is as if it were not there.
                    if (await ServerStates.FindOwnAsync(transaction, caller, nat.Server) is not null && await nats.CloseAsync(transaction, nat))
                    {
                        closed.Add(nat.WhiteIp);
                    }
                }

                return closed.Count == 0 ? NetworkFailures.NoNat : closed;
            },
            cancellationToken);

    private static Result<string> CheckAcl(string text)
    {
        var entries = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return entries.Length is 0 or > MostNetworks || entries.Any(entry => !IsNetwork(entry))
            ? NetworkFailures.Invalid("ip_acl", $"1 to {MostNetworks} addresses or networks are allowed, separated by commas, such as 198.51.100.7 or 198.51.100.0/24; IPv4 networks from /8, IPv6 networks from /16.")
            : string.Join(',', entries);
    }

    private static bool IsNetwork(string entry) => entry.Length <= 43 && (entry.Contains('/', StringComparison.Ordinal)
        ? IPNetwork.TryParse(entry, out var network) && network.PrefixLength >= (network.BaseAddress.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? 8 : 16)
        : IPAddress.TryParse(entry, out var single) && (Address.Parse(entry) is not null || single.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6));
}
