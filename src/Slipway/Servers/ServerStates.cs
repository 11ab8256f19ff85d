using Slipway.Accounts;
using Slipway.Machines;
using Slipway.Storage;

namespace Slipway.Servers;

/// <summary>
/// Making and moving server records, inside the caller's transaction. Nothing else assigns a state.
/// </summary>
public static class ServerStates
{
    /// <summary>A new record; its id is final. An empty host name becomes the placeholder.</summary>
    public static Task<Server> AddAsync(DatabaseTransaction transaction, Server server) => ServerStore.InsertAsync(transaction, server);

    public static async Task<Server> BindOrderAsync(DatabaseTransaction transaction, Server server, OrderId order)
    {
        var bound = server with { OrderId = order };
        await ServerStore.BindOrderAsync(transaction, bound);
        return bound;
    }

    public static Task<Server?> FindAsync(DatabaseTransaction transaction, ServerId id) => ServerStore.FindForUpdateAsync(transaction, id);

    /// <summary>The caller's own listed server, held until the transaction ends.</summary>
    public static async Task<Server?> FindOwnAsync(DatabaseTransaction transaction, Caller caller, ServerId id) =>
        await ServerQueries.OwnAsync(transaction, caller, id) is null ? null : await ServerStore.FindForUpdateAsync(transaction, id);

    public static async Task<Result<Server>> MoveAsync(DatabaseTransaction transaction, Server server, ServerVerb verb)
    {
        if (!server.State.Next(verb).TryGet(out var state, out var failure))
        {
            return failure;
        }

        var moved = server with { State = state };
        await ServerStore.UpdateAsync(transaction, moved);
        return moved;
    }

    public static Task SavePowerAsync(DatabaseTransaction transaction, Server server, PowerState power) =>
        ServerStore.UpdateAsync(transaction, server with { Power = power });

    /// <summary>Proven ready: from now on the customer's.</summary>
    public static async Task<Result<Server>> ActivateAsync(DatabaseTransaction transaction, Server server, ReadyProof? proof, DateTimeOffset now) =>
        await MoveAsync(transaction, server with { Power = PowerState.On, Proof = proof, ActivatedAt = now }, ServerVerb.Activate);
}
