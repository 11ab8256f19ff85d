using Slipway.Storage;

namespace Slipway.Accounts;

/// <summary>
/// The keys of the caller's own account. A change of what a key may do ends the sessions that were opened with it, in the same
/// transaction. A key with limits makes and changes no key that could do more than itself.
/// </summary>
public sealed class ApiKeys(Database database, Sessions sessions, KeySpending spending, IServerOwners servers, LimitOptions limits, TimeProvider clock)
{
    public const int MostPerAccount = 500;
    public const int MostADay = 1000;

    public async Task<Result<IReadOnlyList<ApiKeyEntry>>> ListAsync(Caller caller, CancellationToken cancellationToken) =>
        caller.MayUseAccount() is { } refused
            ? refused
            : (await database.ReadAsync(session => ApiKeyStore.ListAsync(session, caller.AccountId), cancellationToken)).ToArray();

    /// <summary>The key, and what it has spent in this month.</summary>
    public async Task<Result<(ApiKeyEntry Key, Money Spent)>> ViewAsync(Caller caller, ApiKeyId id, CancellationToken cancellationToken) =>
        caller.MayUseAccount() is { } refused
            ? refused
            : await database.ReadAsync<Result<(ApiKeyEntry, Money)>>(
                async session => await ApiKeyStore.FindAsync(session, caller.AccountId, id) is { } key
                    ? (key, await spending.SpentAsync(session, id, (await AccountQueries.GetAsync(session, caller.AccountId)).Currency))
                    : AccountFailures.NoKey(id),
                cancellationToken);

    /// <summary>A new key. It is told this once.</summary>
    public Task<Result<MadeApiKey>> AddAsync(Caller caller, ApiKeyChange wanted, CancellationToken cancellationToken) =>
        ChangingAsync<MadeApiKey>(caller, async (transaction, account, own, now) =>
        {
            if (await ApiKeyStore.CountAsync(transaction, account.Id) >= MostPerAccount)
            {
                return new Failure(FailureKind.Invalid, "accounts.too-many-api-keys", $"An account has {MostPerAccount} API keys at most; delete one first.");
            }

            if (await ApiKeyStore.CountMadeSinceAsync(transaction, account.Id, now.AddDays(-1)) >= MostADay)
            {
                return new Failure(FailureKind.Busy, "accounts.api-keys-too-often", $"{MostADay} API keys were made within a day already; try again later.");
            }

            var blank = new ApiKeyEntry(default, account.Id, null, "", true, "", NotifyMethod.None, "", KeyScopes.All, null, null, LimitOptions.Standard, now, null);
            if (!(await ChangedAsync(transaction, account, blank, wanted, now)).TryGet(out var key, out var wrong))
            {
                return wrong;
            }

            if (own?.Covers(key) == false)
            {
                return Wider(own);
            }

            var secret = ApiKey.New();
            var made = await ApiKeyStore.InsertAsync(transaction, key, ApiKey.Hash(secret.Reveal()));
            await KeyEvents.AddAsync(transaction, account.Id, made.Id, "created", null, $"{made.Name}{By(caller)}", now);
            return new MadeApiKey(made, secret);
        }, cancellationToken);

    public Task<Result<ApiKeyEntry>> EditAsync(Caller caller, ApiKeyId id, ApiKeyChange wanted, CancellationToken cancellationToken) =>
        OnOneAsync<ApiKeyEntry>(caller, id, async (transaction, account, own, old, now) =>
        {
            if (!(await ChangedAsync(transaction, account, old, wanted, now)).TryGet(out var key, out var wrong))
            {
                return wrong;
            }

            if (own?.Covers(key) == false)
            {
                return Wider(own);
            }

            await ApiKeyStore.UpdateAsync(transaction, key);
            if (key.EndsSessionsOf(old))
            {
                await sessions.EndOfKeyAsync(transaction, id);
            }

            await KeyEvents.AddAsync(transaction, account.Id, id, "changed", null, $"{Difference(old, key)}{By(caller)}", now);
            return key;
        }, cancellationToken);

    /// <summary>A new secret for the same key. The old one, and the sessions that were opened with it, end at once.</summary>
    public Task<Result<MadeApiKey>> ReissueAsync(Caller caller, ApiKeyId id, CancellationToken cancellationToken) =>
        OnOneAsync<MadeApiKey>(caller, id, async (transaction, account, _, key, now) =>
        {
            var secret = ApiKey.New();
            await ApiKeyStore.SetHashAsync(transaction, id, ApiKey.Hash(secret.Reveal()));
            await sessions.EndOfKeyAsync(transaction, id);
            await KeyEvents.AddAsync(transaction, account.Id, id, "reissued", null, $"{key.Name}{By(caller)}", now);
            return new MadeApiKey(key, secret);
        }, cancellationToken);

    public Task<Result<Unit>> DeleteAsync(Caller caller, ApiKeyId id, CancellationToken cancellationToken) =>
        OnOneAsync<Unit>(caller, id, async (transaction, account, _, key, now) =>
        {
            await ApiKeyStore.DeleteAsync(transaction, id);
            await sessions.EndOfKeyAsync(transaction, id);
            await KeyEvents.AddAsync(transaction, account.Id, id, "deleted", null, $"{key.Name}{By(caller)}", now);
            return Unit.Value;
        }, cancellationToken);

    private Task<Result<T>> OnOneAsync<T>(
        Caller caller, ApiKeyId id, Func<DatabaseTransaction, Account, ApiKeyEntry?, ApiKeyEntry, DateTimeOffset, Task<Result<T>>> change, CancellationToken cancellationToken) =>
        ChangingAsync<T>(caller, async (transaction, account, own, now) =>
            await ApiKeyStore.FindForUpdateAsync(transaction, account.Id, id) is not { } key ? AccountFailures.NoKey(id)
            : own?.Covers(key) == false ? Wider(own)
            : await change(transaction, account, own, key, now), cancellationToken);

    /// <summary>Changes of one account's keys wait for each other. <c>own</c> is the key that the caller came with.</summary>
    private async Task<Result<T>> ChangingAsync<T>(Caller caller, Func<DatabaseTransaction, Account, ApiKeyEntry?, DateTimeOffset, Task<Result<T>>> change, CancellationToken cancellationToken) =>
        caller.MayUseAccount() is { } refused
            ? refused
            : await database.InTransactionAsync<T>(
                async transaction =>
                {
                    var account = await AccountQueries.GetForMoneyAsync(transaction, caller.AccountId);
                    ApiKeyEntry? own = null;
                    if (caller.Key is { } key && (own = await ApiKeyStore.FindAsync(transaction, account.Id, key)) is null)
                    {
                        return AccountFailures.InvalidToken;
                    }

                    return await change(transaction, account, own, clock.GetUtcNow());
                },
                cancellationToken);

    private async Task<Result<ApiKeyEntry>> ChangedAsync(DatabaseSession session, Account account, ApiKeyEntry old, ApiKeyChange wanted, DateTimeOffset now)
    {
        if (!AddressList.Check("ip", wanted.AllowedIps ?? old.AllowedIps).TryGet(out var ips, out var wrong))
        {
            return wrong;
        }

        var key = old with
        {
            Name = wanted.Name?.Trim() ?? old.Name,
            ServerId = wanted.Server switch { null => old.ServerId, 0 => null, var server => new ServerId(server.Value) },
            Active = wanted.Active ?? old.Active,
            AllowedIps = ips,
            Notify = wanted.Notify ?? old.Notify,
            NotifyAddress = wanted.NotifyAddress ?? old.NotifyAddress,
            Scopes = wanted.Scopes ?? old.Scopes,
            ExpiresAt = wanted.Expires is { } expires ? expires.Value : old.ExpiresAt,
            SpendCap = wanted.SpendCap is { } cap ? cap.Value is { } amount ? new Money(amount, account.Currency) : null : old.SpendCap,
            RateClass = wanted.RateClass ?? old.RateClass,
        };
        if (ApiKeyCheck.Mistake(key, wanted, limits, now) is { } mistake)
        {
            return mistake;
        }

        return wanted.Server is > 0 && !await servers.OwnsAsync(session, account.Id, key.ServerId!.Value)
            ? AccountFields.Invalid("server_id", $"there is no server {key.ServerId} on this account, see eq/list.")
            : key;
    }

    private static Failure Wider(ApiKeyEntry own) => new(
        FailureKind.Forbidden, "accounts.key-wider-than-own",
        $"Permission denied: API key {own.Id} has limits itself ({own.Limit}), so it can neither make a key that may do more nor change one; use a key without limits.");

    private static string By(Caller caller) => caller.Key is { } key ? $", by API key {key}" : ", by password";

    private static string Difference(ApiKeyEntry old, ApiKeyEntry key)
    {
        var changes = new List<string>();
        Add("name", old.Name, key.Name);
        Add("server_id", old.ServerId?.ToString() ?? "", key.ServerId?.ToString() ?? "");
        Add("active", old.Active ? "1" : "0", key.Active ? "1" : "0");
        Add("ip", old.AllowedIps, key.AllowedIps);
        Add("login_notify_method", old.Notify.ToString(), key.Notify.ToString());
        // A webhook's URL may carry a secret.
        Add("login_notify_address", old.NotifyAddress, key.NotifyAddress, isTold: false);
        Add("scopes", old.Scopes.Text, key.Scopes.Text);
        Add("expires", old.ExpiresAt?.ToString("u") ?? "", key.ExpiresAt?.ToString("u") ?? "");
        Add("spend_cap", old.SpendCap?.ToText() ?? "", key.SpendCap?.ToText() ?? "");
        Add("rate_class", old.RateClass, key.RateClass);
        return changes.Count == 0 ? "nothing" : string.Join(", ", changes);

        void Add(string field, string before, string after, bool isTold = true)
        {
            if (before != after)
            {
                changes.Add(!isTold ? field : $"{field} {(after.Length == 0 ? "taken away" : after)}");
            }
        }
    }
}
