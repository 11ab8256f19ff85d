using Slipway.Accounts;
using Slipway.Storage;

namespace Slipway.Servers;

/// <summary>Gives a server another host name. The guest's own name is the customer's affair.</summary>
public sealed class RenameServer(Database database, Changes changes)
{
    public async Task<Result<Server>> RunAsync(Caller caller, ServerId id, string? hostname, CancellationToken cancellationToken)
    {
        if (!Hostname.Check(hostname ?? "").TryGet(out var name, out var failure))
        {
            return failure;
        }

        return await database.InTransactionAsync<Server>(
            async transaction =>
            {
                if (await ServerQueries.OwnAsync(transaction, caller, id) is null)
                {
                    return ServerFailures.Unknown(id);
                }

                var renamed = (await ServerStore.FindForUpdateAsync(transaction, id))! with { Hostname = name };
                await ServerStore.UpdateAsync(transaction, renamed);
                changes.Touch(transaction, $"account:{caller.AccountId}");
                return renamed;
            },
            cancellationToken);
    }
}
