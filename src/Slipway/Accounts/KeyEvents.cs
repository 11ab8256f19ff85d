using System.Net;
using Slipway.Storage;

namespace Slipway.Accounts;

/// <summary>What happened to keys and by them, newest first. Logins with a password stand beside them.</summary>
public sealed class KeyEvents(Database database)
{
    /// <summary>The most that are told at once.</summary>
    public const int MostTold = 1000;

    /// <summary>So many logins of one key are kept.</summary>
    internal const int KeptLogins = 10_000;

    private const int ThinnedEvery = 100;
    private const int MostRefusalsAnHour = 100;
    private const int LongestNote = 500;

    private static readonly TimeSpan SameAgain = TimeSpan.FromMinutes(1);

    public async Task<Result<ApiKeyEvent[]>> OfKeyAsync(Caller caller, ApiKeyId key, DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellationToken) =>
        caller.MayUseAccount() is { } refused
            ? refused
            : await database.ReadAsync<Result<ApiKeyEvent[]>>(
                async session => await ApiKeyStore.WasOfAsync(session, caller.AccountId, key)
                    ? await KeyEventStore.OfKeyAsync(session, key, from ?? DateTimeOffset.UnixEpoch, to ?? DateTimeOffset.MaxValue, MostTold)
                    : AccountFailures.NoKey(key),
                cancellationToken);

    /// <summary>Logins of the whole account, and those that were refused.</summary>
    public async Task<Result<ApiKeyEvent[]>> LoginsAsync(Caller caller, DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellationToken) =>
        caller.MayUseAccount() is { } refused
            ? refused
            : await database.ReadAsync(
                session => KeyEventStore.LoginsAsync(session, caller.AccountId, from ?? DateTimeOffset.UnixEpoch, to ?? DateTimeOffset.MaxValue, MostTold), cancellationToken);

    public async Task<Result<ApiKeyEvent>> LoginAsync(Caller caller, int id, CancellationToken cancellationToken) =>
        caller.MayUseAccount() is { } refused ? refused
        : await database.ReadAsync(session => KeyEventStore.LoginAsync(session, caller.AccountId, id), cancellationToken) is { } found ? found
        : new Failure(FailureKind.NotFound, "accounts.login-unknown", $"There is no login {id} in the log of this account, see auth/get_log.");

    internal static Task AddAsync(DatabaseTransaction transaction, AccountId account, ApiKeyId? key, string kind, IPAddress? ip, string note, DateTimeOffset now) =>
        KeyEventStore.InsertAsync(transaction, account, key, kind, AddressList.Plain(ip)?.ToString(), note.Length > LongestNote ? note[..LongestNote] : note, now);

    internal static async Task LoginAsync(DatabaseTransaction transaction, Caller caller, IPAddress? ip, DateTimeOffset now)
    {
        var id = await KeyEventStore.InsertAsync(transaction, caller.AccountId, caller.Key, "login", AddressList.Plain(ip)?.ToString(), "", now);
        if (id % ThinnedEvery == 0)
        {
            await KeyEventStore.ThinLoginsAsync(transaction, caller.AccountId, caller.Key, KeptLogins);
        }
    }

    /// <summary>The same refusal to the same address is written down once a minute, and so many an hour in all: nobody fills the table by knocking.</summary>
    internal static async Task RefusedAsync(Database database, AccountId account, ApiKeyId? key, IPAddress? ip, string why, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var from = AddressList.Plain(ip)?.ToString();
        if (await database.ReadAsync(
                async session => await KeyEventStore.IsThereAsync(session, account, key, "refused", from, why, now - SameAgain)
                    || await KeyEventStore.CountAsync(session, account, key, "refused", now - TimeSpan.FromHours(1)) >= MostRefusalsAnHour,
                cancellationToken))
        {
            return;
        }

        await database.InTransactionAsync(transaction => KeyEventStore.InsertAsync(transaction, account, key, "refused", from, why, now), cancellationToken);
    }
}
