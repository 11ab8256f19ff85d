using Slipway.Storage;

namespace Slipway.Accounts;

/// <summary>Whose server is it? Answered in Servers.</summary>
public interface IServerOwners
{
    /// <summary>The server is shown to this account.</summary>
    Task<bool> OwnsAsync(DatabaseSession session, AccountId account, ServerId server);
}
