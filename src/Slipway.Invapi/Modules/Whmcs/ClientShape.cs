using Slipway.Accounts;

namespace Slipway.Invapi.Modules.Whmcs;

/// <summary>The account as the billing system shows it.</summary>
internal sealed record ClientShape(
    int Id, string Firstname, string Lastname, string Companyname, string Email, string CurrencyCode, string Credit, string Status, string Country,
    string Address1, string Address2, string City, string State, string Postcode, string Phonenumber, string VatNumber)
{
    public static ClientShape From(Account account, Money credit) => new(
        account.Id.Value, account.FirstName, account.LastName, account.Company, account.Email, account.Currency.Code, credit.ToText(), "Active", account.Country,
        account.Address.Line1, account.Address.Line2, account.Address.City, account.Address.Region, account.Address.Postcode, account.Phone, account.VatNumber);
}
