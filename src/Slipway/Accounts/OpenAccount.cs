using System.Net.Mail;
using Slipway.Storage;

namespace Slipway.Accounts;

/// <summary>A new customer with a first API key. The key is told once; only its hash is kept.</summary>
public sealed class OpenAccount(TimeProvider clock)
{
    public async Task<Result<OpenedAccount>> RunAsync(DatabaseTransaction transaction, OpenAccountRequest request)
    {
        if (!MailAddress.TryCreate(request.Email, out var email) || email.Address != request.Email)
        {
            return new Failure(FailureKind.Invalid, "accounts.email-invalid", $"email: '{request.Email}' is no e-mail address.");
        }

        var refused = AccountFields.Text("firstname", request.FirstName, 100) ?? AccountFields.Text("lastname", request.LastName, 100) ?? AccountFields.Text("companyname", request.Company, 200)
            ?? (request.Country.Length > 0 && Countries.Canonical(request.Country) is null ? AccountFields.Invalid("country", "give two letters such as NL (ISO 3166-1), or leave it out.") : null);
        if (refused is not null)
        {
            return refused;
        }

        if (request.Key is { } wanted && !ApiKey.HasForm(wanted.Reveal()))
        {
            return new Failure(FailureKind.Invalid, "accounts.new-key-format", "key: an API key is 16 hex digits, a dash and 16 hex digits.");
        }

        var now = clock.GetUtcNow();
        var account = new Account(default, request.Email, request.FirstName, request.LastName, request.Company, Countries.Canonical(request.Country) ?? "", request.Currency, request.AutoPay, now)
        {
            Prepaid = request.Prepaid,
            VatNumber = request.VatNumber,
        };
        if (await AccountStore.InsertAsync(transaction, account) is not { } id)
        {
            return AccountFailures.EmailTaken(request.Email);
        }

        var key = request.Key ?? ApiKey.New();
        var hash = ApiKey.Hash(key.Reveal().ToLowerInvariant());
        if (await AccountStore.IsKeyTakenAsync(transaction, hash))
        {
            return new Failure(FailureKind.Invalid, "accounts.key-taken", "key: this API key is already in use; choose another or leave it out.");
        }

        await AccountStore.InsertKeyAsync(transaction, id, null, "first key", hash, now);
        return new OpenedAccount(account with { Id = id }, key);
    }
}

public sealed record OpenAccountRequest(
    string Email, Currency Currency, bool AutoPay, Secret? Key = null, string FirstName = "", string LastName = "", string Company = "", string Country = "",
    bool Prepaid = false, string VatNumber = "");

public sealed record OpenedAccount(Account Account, Secret Key);
