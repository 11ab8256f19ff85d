using System.Net;
using Slipway.Storage;

namespace Slipway.Accounts;

/// <summary>
/// Logging in with a mail address and the password of the account, or of one of its contacts. An unknown address and a wrong password
/// are one answer, and take the same work.
/// </summary>
public sealed class PasswordLogin(Database database, Sessions sessions, IPasswordHash hash, TimeProvider clock) : IDisposable
{
    public static readonly TimeSpan DefaultLife = TimeSpan.FromSeconds(10_800);

    // Slow by intention: so many at once, and there is something left of the processor for others.
    private readonly SemaphoreSlim _places = new(Math.Max(1, Environment.ProcessorCount / 2));

    public async Task<Result<Session>> RunAsync(string user, Secret password, TimeSpan? life, bool bindToPeer, IPAddress? peer, CancellationToken cancellationToken)
    {
        var asked = user.Trim();
        var found = asked.Length is 0 or > 254 ? null : await database.ReadAsync(session => AccountStore.FindPasswordAsync(session, asked), cancellationToken);
        bool fits;
        await _places.WaitAsync(cancellationToken);
        try
        {
            // A password that nobody can have is not hashed in its whole length.
            fits = hash.Fits(password.Reveal().Length > Passwords.Longest ? new Secret("") : password, found?.Hash);
        }
        finally
        {
            _places.Release();
        }

        var now = clock.GetUtcNow();
        if (!fits || found is null)
        {
            if (found is not null)
            {
                await KeyEvents.RefusedAsync(database, found.AccountId, null, peer, AccountFailures.WrongPassword.Message, now, cancellationToken);
            }

            return AccountFailures.WrongPassword;
        }

        var caller = new Caller(found.AccountId, null);
        return await database.InTransactionAsync<Session>(
            async transaction =>
            {
                // It may have been changed meanwhile.
                if ((await AccountStore.FindPasswordAsync(transaction, asked))?.Hash != found.Hash)
                {
                    return AccountFailures.WrongPassword;
                }

                var session = await sessions.OpenAsync(transaction, caller, KeyScopes.All, LimitOptions.Standard, life ?? DefaultLife, null, bindToPeer, peer);
                await KeyEvents.LoginAsync(transaction, caller, peer, now);
                return session;
            },
            cancellationToken);
    }

    public void Dispose() => _places.Dispose();
}

/// <param name="Hash">Salted and slow.</param>
internal sealed record KeptPassword(AccountId AccountId, string Hash);
