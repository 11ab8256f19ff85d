using Slipway.Accounts;
using Slipway.Storage;

namespace Slipway.Servers;

internal sealed class ServerOwners : IServerOwners
{
    public async Task<bool> OwnsAsync(DatabaseSession session, AccountId account, ServerId server) => await ServerQueries.OwnAsync(session, new Caller(account, null), server) is not null;
}
