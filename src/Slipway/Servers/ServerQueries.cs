using Slipway.Accounts;
using Slipway.Network;
using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Servers;

/// <summary>Reading the caller's own servers. What is not theirs, or gone, is not found.</summary>
public sealed class ServerQueries(Database database)
{
    /// <summary>The complete card, or null.</summary>
    public Task<ServerCard?> FindAsync(Caller caller, ServerId id, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session =>
            {
                if (await OwnAsync(session, caller, id) is not { } server)
                {
                    return null;
                }

                var work = await Runs.LiveAsync(session, server.Subject);
                return new ServerCard(server, await Addresses.OfAsync(session, id), await ServerStore.TagsAsync(session, id))
                {
                    Work = work,
                    IsInstalling = work is { } key && await Runs.ActionOfAsync(session, key) is "deploy" or "reinstall",
                };
            },
            cancellationToken);

    /// <summary>The caller's listed servers in the order of their ids.</summary>
    public async Task<IReadOnlyList<Server>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        var servers = await database.ReadAsync(session => ServerStore.ListAsync(session, caller.AccountId), cancellationToken);
        return [.. servers.Where(server => caller.Sees(server.Id))];
    }

    /// <summary>Cards of all listed servers, for filters by address.</summary>
    public async Task<IReadOnlyList<ServerCard>> CardsAsync(Caller caller, CancellationToken cancellationToken) =>
        await database.ReadAsync(
            async session =>
            {
                var cards = new List<ServerCard>();
                foreach (var server in await ServerStore.ListAsync(session, caller.AccountId))
                {
                    if (caller.Sees(server.Id))
                    {
                        cards.Add(new ServerCard(server, await Addresses.OfAsync(session, server.Id), await ServerStore.TagsAsync(session, server.Id)));
                    }
                }

                return cards;
            },
            cancellationToken);

    /// <summary>What a run's key shows of its server: no caller, because the key is the secret.</summary>
    public Task<ServerCard?> ForRunAsync(ServerId id, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session => await ServerStore.FindAsync(session, id) is { } server ? new ServerCard(server, await Addresses.OfAsync(session, id), []) : null,
            cancellationToken);

    /// <summary>Every server an account ever had, inside somebody's session: the books speak of those that are gone as well.</summary>
    public static Task<List<Server>> AllOfAsync(DatabaseSession session, AccountId account) => ServerStore.AllAsync(session, account);

    /// <summary>Anybody's server, for the operator.</summary>
    public static Task<Server?> AnyAsync(DatabaseSession session, ServerId id) => ServerStore.FindAsync(session, id);

    /// <summary>The caller's own server that is paid and not gone, inside somebody's transaction.</summary>
    internal static async Task<Server?> OwnAsync(DatabaseSession session, Caller caller, ServerId id) =>
        await OrderedAsync(session, caller, id) is { State: not ServerState.AwaitingPayment } server ? server : null;

    /// <summary>The same, or one that waits for its payment: nothing is shown of it but its order.</summary>
    internal static async Task<Server?> OrderedAsync(DatabaseSession session, Caller caller, ServerId id) =>
        await ServerStore.FindAsync(session, id) is { } server && server.AccountId == caller.AccountId && caller.Sees(id) && server.State.IsListed() ? server : null;
}

public sealed record ServerCard(Server Server, IReadOnlyList<Address> Addresses, IReadOnlyList<Tag> Tags)
{
    /// <summary>The run that is changing the server now.</summary>
    public AsyncKey? Work { get; init; }

    /// <summary>And that work brings a system onto it.</summary>
    public bool IsInstalling { get; init; }

    public Address? MainAddress => Addresses.FirstOrDefault(address => address.Main);

    /// <summary>Hardware address of its port.</summary>
    public string? Mac => MainAddress is { } main ? Address.MacOf(Server.PortIpOf(main.Ip)) : null;
}
