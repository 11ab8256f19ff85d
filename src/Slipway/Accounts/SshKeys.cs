using Slipway.Storage;

namespace Slipway.Accounts;

/// <summary>
/// The SSH keys that an account keeps. One of them may be the default: it goes onto every server that is ordered or reinstalled without
/// naming a key.
/// </summary>
public sealed class SshKeys(Database database, TimeProvider clock)
{
    public const int MostPerAccount = 100;
    private const int LongestName = 100;

    public async Task<Result<IReadOnlyList<SshKey>>> ListAsync(Caller caller, CancellationToken cancellationToken) =>
        caller.MayUseAccount() is { } refused
            ? refused
            : (await database.ReadAsync(session => SshKeyStore.ListAsync(session, caller.AccountId), cancellationToken)).ToArray();

    /// <summary>A new default takes the place of the old one.</summary>
    public async Task<Result<SshKey>> AddAsync(Caller caller, string name, string key, bool isDefault, CancellationToken cancellationToken)
    {
        if (caller.MayUseAccount() is { } refused)
        {
            return refused;
        }

        if (AccountFields.Text("name", name, LongestName) is { } wrong)
        {
            return wrong;
        }

        if (!SshPublicKey.Read("key", key).TryGet(out var read, out var unreadable))
        {
            return unreadable;
        }

        return await database.InTransactionAsync<SshKey>(
            async transaction =>
            {
                // The row of the account is what those who add at the same time wait at for each other.
                await AccountQueries.GetForMoneyAsync(transaction, caller.AccountId);
                var keys = await SshKeyStore.ListAsync(transaction, caller.AccountId);
                if (keys.Count >= MostPerAccount)
                {
                    return new Failure(FailureKind.Invalid, "accounts.too-many-ssh-keys", $"An account has {MostPerAccount} SSH keys at most; delete one first.");
                }

                if (keys.Find(other => other.Fingerprint == read.Fingerprint) is { } same)
                {
                    return new Failure(FailureKind.Invalid, "accounts.ssh-key-taken", $"key: this key is stored already, as '{same.Name}' (number {same.Id}); delete that one first to change it.");
                }

                if (isDefault)
                {
                    await SshKeyStore.ClearDefaultAsync(transaction, caller.AccountId);
                }

                return await SshKeyStore.InsertAsync(transaction, new SshKey(default, caller.AccountId, name, read.Line, read.Fingerprint, isDefault, clock.GetUtcNow()));
            },
            cancellationToken);
    }

    public async Task<Result<Unit>> DeleteAsync(Caller caller, SshKeyId id, CancellationToken cancellationToken) =>
        caller.MayUseAccount() is { } refused
            ? refused
            : await database.InTransactionAsync<Unit>(
                async transaction => await SshKeyStore.DeleteAsync(transaction, caller.AccountId, id) ? Unit.Value : AccountFailures.NoSshKey(id), cancellationToken);

    /// <summary>The key that goes onto a new system: the one that is named, or the account's default. None onto an empty disk unless it is named.</summary>
    public static async Task<ChosenSshKey?> ChooseAsync(DatabaseSession session, AccountId account, SshPublicKey? named, bool hasSystem) =>
        named is not null ? new ChosenSshKey(named.Line, named.Fingerprint, null)
        : hasSystem && await SshKeyStore.DefaultAsync(session, account) is { } key ? new ChosenSshKey(key.PublicKey, key.Fingerprint, key.Name)
        : null;
}

/// <param name="PublicKey">As it was given, in one line.</param>
public sealed record SshKey(SshKeyId Id, AccountId AccountId, string Name, string PublicKey, string Fingerprint, bool IsDefault, DateTimeOffset CreatedAt);

/// <param name="Name">What the account calls it; null for a key that the request brought.</param>
public sealed record ChosenSshKey(string PublicKey, string Fingerprint, string? Name);
