using Slipway.Accounts;
using Slipway.Storage;

namespace Slipway.Orders;

/// <summary>Reading the caller's open cancellations.</summary>
public sealed class CancellationQueries(Database database)
{
    public async Task<Result<IReadOnlyList<Cancellation>>> ListAsync(Caller caller, CancellationToken cancellationToken) =>
        caller.MayUseAccount() is { } refused
            ? refused
            : (await database.ReadAsync(session => OrderStore.CancellationsAsync(session, caller.AccountId), cancellationToken)).ToArray();
}
