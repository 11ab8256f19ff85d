using Slipway.Accounts;
using Slipway.Storage;

namespace Slipway.Servers;

/// <summary>Gives a server another host name. The guest's own name is the customer's affair.</summary>
public sealed class RenameServer(Database database, Changes changes, TimeProvider clock)
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

                var server = (await ServerStore.FindForUpdateAsync(transaction, id))!;
                var renamed = server with { Hostname = name };
                await ServerStore.UpdateAsync(transaction, renamed);
                if (renamed != server)
                {
                    await ServerEvents.AddAsync(transaction, renamed, "renamed", $"{server.Hostname} is {name} now", ServerEvents.Customer, clock.GetUtcNow());
                }

                changes.Touch(transaction, $"account:{caller.AccountId}");
                return renamed;
            },
            cancellationToken);
    }
}
