using System.Security.Cryptography;
using Slipway.Storage;

namespace Slipway.Accounts;

/// <summary>
/// The further persons of the caller's own account. With a password a contact can do everything that the account can, so a key with limits sets
/// none, and changes no address that one belongs to.
/// </summary>
public sealed class Contacts(Database database, IPasswordHash hash, Sessions sessions, TimeProvider clock)
{
    public const int MostPerAccount = 50;

    private const string OfPassword = "set a contact's password";

    public async Task<Result<IReadOnlyList<Contact>>> ListAsync(Caller caller, CancellationToken cancellationToken) =>
        caller.MayUseAccount() is { } refused
            ? refused
            : (await database.ReadAsync(session => ContactStore.ListAsync(session, caller.AccountId), cancellationToken)).ToArray();

    /// <summary>Without an address it gets a random one, at which nobody can be reached; it is to be changed later.</summary>
    public async Task<Result<Contact>> AddAsync(Caller caller, ContactChange wanted, CancellationToken cancellationToken)
    {
        if (caller.MayUseAccount() is { } refused)
        {
            return refused;
        }

        var email = wanted.Email ?? $"contact-{RandomNumberGenerator.GetHexString(16, lowercase: true)}@contacts.invalid";
        var made = new Contact(default, email, wanted.Phone ?? "", wanted.Password is not null, clock.GetUtcNow());
        if (Check(made, wanted) is { } invalid)
        {
            return invalid;
        }

        // Slow by intention, so not inside the transaction.
        var hashed = wanted.Password is { } password ? hash.Of(password) : null;
        return await database.InTransactionAsync<Contact>(
            async transaction =>
            {
                // The row of the account is what those who add at the same time wait at for each other.
                await AccountQueries.GetForMoneyAsync(transaction, caller.AccountId);
                if (hashed is not null && await LimitedKeys.RefuseAsync(transaction, caller, OfPassword) is { } limited)
                {
                    return limited;
                }

                if (await ContactStore.CountAsync(transaction, caller.AccountId) >= MostPerAccount)
                {
                    return new Failure(FailureKind.Invalid, "accounts.too-many-contacts", $"An account has {MostPerAccount} contacts at most; delete one first.");
                }

                return !await AccountStore.IsEmailTakenAsync(transaction, email, caller.AccountId) && await ContactStore.InsertAsync(transaction, caller.AccountId, made, hashed) is { } id
                    ? made with { Id = id }
                    : AccountFailures.ContactEmailTaken(email);
            },
            cancellationToken);
    }

    public async Task<Result<Contact>> UpdateAsync(Caller caller, ContactId id, ContactChange wanted, CancellationToken cancellationToken)
    {
        if (caller.MayUseAccount() is { } refused)
        {
            return refused;
        }

        if (wanted.IsEmpty)
        {
            return new Failure(FailureKind.Invalid, "accounts.nothing-to-change", "nothing to change: give email, phonenumber or password2.");
        }

        var hashed = wanted.Password is { } password && Passwords.Check("password2", password) is null ? hash.Of(password) : null;
        return await database.InTransactionAsync<Contact>(
            async transaction =>
            {
                if (await ContactStore.FindForUpdateAsync(transaction, caller.AccountId, id) is not { } contact)
                {
                    return AccountFailures.NoContact(id);
                }

                var next = contact with { Email = wanted.Email ?? contact.Email, Phone = wanted.Phone ?? contact.Phone, HasPassword = contact.HasPassword || hashed is not null };
                if (Check(next, wanted) is { } invalid)
                {
                    return invalid;
                }

                if (hashed is not null || next.Email != contact.Email)
                {
                    if (await LimitedKeys.RefuseAsync(transaction, caller, hashed is not null ? OfPassword : "change what a contact logs in with") is { } limited)
                    {
                        return limited;
                    }

                    await sessions.EndOfPasswordsAsync(transaction, caller.AccountId);
                }

                return !await AccountStore.IsEmailTakenAsync(transaction, next.Email, caller.AccountId) && await ContactStore.UpdateAsync(transaction, next, hashed)
                    ? next
                    : AccountFailures.ContactEmailTaken(next.Email);
            },
            cancellationToken);
    }

    public async Task<Result<Unit>> RemoveAsync(Caller caller, ContactId id, CancellationToken cancellationToken) =>
        caller.MayUseAccount() is { } refused
            ? refused
            : await database.InTransactionAsync<Unit>(
                async transaction =>
                {
                    if (!await ContactStore.DeleteAsync(transaction, caller.AccountId, id))
                    {
                        return AccountFailures.NoContact(id);
                    }

                    await sessions.EndOfPasswordsAsync(transaction, caller.AccountId);
                    return Unit.Value;
                },
                cancellationToken);

    private static Failure? Check(Contact contact, ContactChange wanted) =>
        AccountFields.Email(contact.Email) ?? AccountFields.Phone(contact.Phone) ?? (wanted.Password is { } password ? Passwords.Check("password2", password) : null);
}
