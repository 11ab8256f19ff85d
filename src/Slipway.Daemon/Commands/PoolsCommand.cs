using System.CommandLine;
using System.Text.Json;
using Slipway.Catalog;
using Slipway.Network;

namespace Slipway.Daemon.Commands;

/// <summary>The operator's verbs about ranges of addresses; also beside a running daemon.</summary>
internal static class PoolsCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create() => new("pools", "Ranges of IPv4 addresses, by location.") { List(), Add(), Switch("disable", false), Switch("enable", true), Reserve(), Release() };

    private static Command List() => MoneyCommands.WithServices(
        new Command("list", "All pools, in the order in which a location takes from them."),
        async (parsed, services, cancellationToken) =>
        {
            var pools = await services.GetRequiredService<Pools>().ListAsync(cancellationToken);
            if (MoneyCommands.WantsJson(parsed))
            {
                Console.WriteLine(JsonSerializer.Serialize(pools.Select(Facts), Json));
                return 0;
            }

            Console.WriteLine(pools.Count == 0 ? "There are no pools yet: the daemon brings a private one for each location when it starts." : string.Join('\n', pools.Select(Sentence)));
            return 0;
        });

    private static Command Add()
    {
        var location = new Option<string>("--location") { Description = "Location whose servers get the addresses, such as NL.", Required = true };
        var network = new Option<string>("--network") { Description = "The network, such as 203.0.113.0/24.", Required = true };
        var vlan = new Option<int>("--vlan") { Description = "VLAN in which the network is, 1 to 4094.", Required = true };
        var gateway = new Option<string?>("--gateway") { Description = "Gateway of the network; its first address if left out. No server gets it." };
        var first = new Option<string?>("--first") { Description = "First address that servers get; the first that is free of the gateway if left out." };
        var last = new Option<string?>("--last") { Description = "Last address that servers get; the one before the broadcast address if left out." };
        return MoneyCommands.WithServices(
            new Command("add", "A further range for a location. A network that meets another pool's is refused.") { location, network, vlan, gateway, first, last },
            async (parsed, services, cancellationToken) =>
            {
                await services.GetRequiredService<CatalogLoading>().LoadAsync(cancellationToken);
                var pools = services.GetRequiredService<Pools>();
                if (!(await pools.AddAsync(
                    new NewPool(parsed.GetValue(location)!, parsed.GetValue(network)!, parsed.GetValue(vlan), parsed.GetValue(gateway), parsed.GetValue(first), parsed.GetValue(last)), cancellationToken)).TryGet(out var pool, out var failure))
                {
                    return await FailedAsync(failure);
                }

                Told(parsed, pool);
                var before = (await pools.ListAsync(cancellationToken)).Where(other => other.Location == pool.Location && other.Enabled && other.Id < pool.Id).ToList();
                if (before.Count > 0 && !MoneyCommands.WantsJson(parsed))
                {
                    Console.WriteLine($"New addresses in {pool.Location} come from {string.Join(" and ", before.Select(other => $"pool {other.Id} ({other.Prefix})"))} first. To take them from this one: slipwayd pools disable {before[0].Id}");
                }

                return 0;
            });
    }

    private static Command Switch(string verb, bool enabled)
    {
        var id = new Argument<int>("POOL") { Description = "Number of the pool, see pools list." };
        return MoneyCommands.WithServices(
            new Command(verb, enabled ? "The pool gives addresses again." : "The pool gives no addresses from now on, also after a restart; those that servers have stay.") { id },
            async (parsed, services, cancellationToken) =>
            {
                if (!(await services.GetRequiredService<Pools>().EnableAsync(parsed.GetValue(id), enabled, cancellationToken)).TryGet(out var pool, out var failure))
                {
                    return await FailedAsync(failure);
                }

                Told(parsed, pool);
                return 0;
            });
    }

    private static Command Reserve()
    {
        var address = Address();
        var reason = new Option<string>("--for") { Description = "What it is kept for.", Required = true };
        return MoneyCommands.WithServices(
            new Command("reserve", "Keeps an address for something of your own: no server gets it.") { address, reason },
            async (parsed, services, cancellationToken) =>
                (await services.GetRequiredService<Pools>().ReserveAsync(parsed.GetValue(address)!, parsed.GetValue(reason)!, cancellationToken)).Failure is { } failure
                    ? await FailedAsync(failure)
                    : Told(parsed, $"{parsed.GetValue(address)} is kept for: {parsed.GetValue(reason)}", new { address = parsed.GetValue(address), reserved = parsed.GetValue(reason) }));
    }

    private static Command Release()
    {
        var address = Address();
        return MoneyCommands.WithServices(
            new Command("release", "An address that was kept can be given to servers, at once.") { address },
            async (parsed, services, cancellationToken) =>
                (await services.GetRequiredService<Pools>().ReleaseAsync(parsed.GetValue(address)!, cancellationToken)).Failure is { } failure
                    ? await FailedAsync(failure)
                    : Told(parsed, $"{parsed.GetValue(address)} is free.", new { address = parsed.GetValue(address), reserved = (string?)null }));
    }

    private static Argument<string> Address() => new("ADDRESS") { Description = "An IPv4 address in the range of a pool." };

    private static void Told(ParseResult parsed, Pool pool) => Told(parsed, Sentence(pool), Facts(pool));

    private static int Told(ParseResult parsed, string sentence, object facts)
    {
        Console.WriteLine(MoneyCommands.WantsJson(parsed) ? JsonSerializer.Serialize(facts, Json) : sentence);
        return 0;
    }

    private static async Task<int> FailedAsync(Failure failure)
    {
        await Console.Error.WriteLineAsync($"slipwayd: {failure.Message}");
        return 1;
    }

    private static string Sentence(Pool pool) =>
        $"pool {pool.Id}: {pool.Location} {pool.Prefix}, VLAN {pool.Vlan}, gateway {pool.Gateway}, {pool.First} to {pool.Last}{(pool.Enabled ? "" : ", disabled")}: {pool.Size} addresses, {pool.Given} given, {pool.Reserved} kept, {pool.Resting} resting, {pool.Free} free";

    private static object Facts(Pool pool) => new
    {
        id = pool.Id,
        location = pool.Location,
        network = pool.Prefix,
        vlan = pool.Vlan,
        gateway = pool.Gateway,
        first = pool.First,
        last = pool.Last,
        enabled = pool.Enabled,
        size = pool.Size,
        given = pool.Given,
        reserved = pool.Reserved,
        resting = pool.Resting,
        free = pool.Free,
    };
}
