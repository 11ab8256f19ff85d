using Slipway.Accounts;
using Slipway.Pricing;
using Slipway.Storage;

namespace Slipway.Billing;

/// <summary>
/// The customer says who is billed. Documents that were issued keep what they say; the next one, and its tax, follow the new
/// facts. A VAT number must be of the country, also when only the country changes.
/// </summary>
public sealed class ChangeBillingDetails(Database database, ChangeAccount change)
{
    /// <summary>A refusal begins with the field's name: <c>country: ...</c>.</summary>
    public async Task<Result<Account>> RunAsync(Caller caller, BillingDetails details, CancellationToken cancellationToken)
    {
        if (caller.MayUseAccount() is { } refused)
        {
            return refused;
        }

        if (details == new BillingDetails())
        {
            return new Failure(FailureKind.Invalid, "billing.nothing-to-change", "nothing to change: give at least one of the billing fields.");
        }

        return await database.InTransactionAsync<Account>(
            async transaction =>
            {
                var account = await AccountQueries.GetForMoneyAsync(transaction, caller.AccountId);
                if (details.Email is { } email && email != account.Email && await LimitedKeys.RefuseAsync(transaction, caller, "change the address that a new password is mailed to") is { } limited)
                {
                    return limited;
                }

                var country = details.Country is null ? account.Country : Countries.Canonical(details.Country);
                if (country is null)
                {
                    return new Failure(FailureKind.Invalid, "billing.country-invalid", "country: give the two letters of a country, such as NL.");
                }

                var vatNumber = account.VatNumber;
                if ((details.Country is not null || details.VatNumber is not null) && !VatNumbers.Check(details.VatNumber ?? account.VatNumber, country).TryGet(out vatNumber, out var invalid))
                {
                    return invalid;
                }

                var address = account.Address;
                return await change.RunAsync(transaction, account with
                {
                    FirstName = details.FirstName ?? account.FirstName,
                    LastName = details.LastName ?? account.LastName,
                    Company = details.Company ?? account.Company,
                    Email = details.Email ?? account.Email,
                    Country = country,
                    VatNumber = vatNumber,
                    Phone = details.Phone ?? account.Phone,
                    Address = new PostalAddress(
                        details.Address1 ?? address.Line1, details.Address2 ?? address.Line2, details.City ?? address.City, details.Region ?? address.Region, details.Postcode ?? address.Postcode),
                });
            },
            cancellationToken);
    }
}

/// <summary>What is to be changed; what is null stays, what is empty is taken away.</summary>
public sealed record BillingDetails
{
    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    public string? Company { get; init; }

    public string? Email { get; init; }

    public string? Address1 { get; init; }

    public string? Address2 { get; init; }

    public string? City { get; init; }

    public string? Region { get; init; }

    public string? Postcode { get; init; }

    public string? Country { get; init; }

    public string? Phone { get; init; }

    public string? VatNumber { get; init; }
}
