using System.Security.Cryptography;
using Slipway.Accounts.Mails;
using Slipway.Mail;
using Slipway.Storage;

namespace Slipway.Accounts;

/// <summary>
/// A new password by way of a mailed link. The link holds a random token of 256 bits; only its hash is kept. It opens once, for an
/// hour, and a password that was set closes all other links of the account.
/// </summary>
public sealed class ResetPassword(Database database, Outbox outbox, IPasswordHash hash, Sessions sessions, PublicOptions options, TimeProvider clock)
{
    public const string Page = "/reset-password";
    public const int MostAnHour = 5;
    public static readonly TimeSpan Life = TimeSpan.FromHours(1);

    /// <summary>Mails a link to the caller's own account.</summary>
    public async Task<Result<Unit>> RequestAsync(Caller caller, string email, CancellationToken cancellationToken)
    {
        if (caller.MayUseAccount() is { } refused)
        {
            return refused;
        }

        var token = RandomNumberGenerator.GetHexString(64, lowercase: true);
        return await database.InTransactionAsync<Unit>(
            async transaction =>
            {
                // Also so that two requests at once do not both see the fourth mail.
                var account = await AccountQueries.GetForMoneyAsync(transaction, caller.AccountId);
                if (!account.Email.Equals(email.Trim(), StringComparison.OrdinalIgnoreCase))
                {
                    return new Failure(FailureKind.Invalid, "accounts.email-not-own", "email: give the address of this account, see get_client.");
                }

                var now = clock.GetUtcNow();
                await PasswordResetStore.DeleteExpiredAsync(transaction, now);
                if (await PasswordResetStore.LiveAsync(transaction, account.Id, now) >= MostAnHour)
                {
                    return new Failure(FailureKind.Busy, "accounts.reset-too-often", $"{MostAnHour} links were mailed within an hour already; use the latest one, or try again later.");
                }

                await PasswordResetStore.InsertAsync(transaction, account.Id, ApiKey.Hash(token), now + Life);
                await outbox.QueueAsync(transaction, account.Email, new PasswordReset($"{options.Url}{Page}?token={token}", (int)Life.TotalMinutes));
                return Unit.Value;
            },
            cancellationToken);
    }

    /// <summary>Would the token open? Nothing is used up by asking: programs that look at mails follow links too.</summary>
    public async Task<bool> OpensAsync(Secret token, CancellationToken cancellationToken) =>
        IsOne(token) && await database.ReadAsync(session => PasswordResetStore.FindAsync(session, ApiKey.Hash(token.Reveal()), clock.GetUtcNow()), cancellationToken) is not null;

    /// <summary>Sets the password of the token's account; the token is used up.</summary>
    public async Task<Result<Unit>> SetAsync(Secret token, Secret password, CancellationToken cancellationToken)
    {
        if (!await OpensAsync(token, cancellationToken))
        {
            return AccountFailures.ResetOver;
        }

        if (Passwords.Check("password", password) is { } weak)
        {
            return weak;
        }

        // Slow by intention, so not inside the transaction.
        var hashed = hash.Of(password);
        return await database.InTransactionAsync<Unit>(
            async transaction =>
            {
                if (await PasswordResetStore.SpendAsync(transaction, ApiKey.Hash(token.Reveal()), clock.GetUtcNow()) is not { } account)
                {
                    return AccountFailures.ResetOver;
                }

                await PasswordResetStore.SetPasswordAsync(transaction, account, hashed);
                // Whoever was in by the old one is out.
                await sessions.EndOfPasswordsAsync(transaction, account);
                return Unit.Value;
            },
            cancellationToken);
    }

    private static bool IsOne(Secret token) => token.Reveal() is { Length: 64 } text && text.All(char.IsAsciiHexDigitLower);
}
