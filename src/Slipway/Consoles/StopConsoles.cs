using Slipway.Accounts;
using Slipway.Servers;
using Slipway.Storage;

namespace Slipway.Consoles;

/// <summary>Ends the consoles of a server, whichever daemon carries them, and makes links that nobody has used worthless.</summary>
public sealed class StopConsoles(Database database, TimeProvider clock)
{
    /// <summary>Answers how many consoles and links there were.</summary>
    public Task<Result<int>> RunAsync(Caller caller, ServerId id, CancellationToken cancellationToken) =>
        database.InTransactionAsync<int>(
            async transaction => await ServerStates.FindOwnAsync(transaction, caller, id) is null
                ? ServerFailures.Unknown(id)
                : await ConsoleStore.StopAllAsync(transaction, id, clock.GetUtcNow()),
            cancellationToken);
}
