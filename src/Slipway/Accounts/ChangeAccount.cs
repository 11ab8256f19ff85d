using Slipway.Storage;

namespace Slipway.Accounts;

/// <summary>Writes down who a customer is, after every field has been looked at. The form of the VAT number is Pricing's business and checked before.</summary>
public sealed class ChangeAccount(Changes changes)
{
    /// <summary>A refusal begins with the field's name: <c>email: ...</c>.</summary>
    public async Task<Result<Account>> RunAsync(DatabaseTransaction transaction, Account wanted)
    {
        var address = wanted.Address;
        var refused = AccountFields.Text("firstname", wanted.FirstName, 100)
            ?? AccountFields.Text("lastname", wanted.LastName, 100)
            ?? AccountFields.Text("companyname", wanted.Company, 200)
            ?? AccountFields.Email(wanted.Email)
            ?? AccountFields.Text("address1", address.Line1, 200)
            ?? AccountFields.Text("address2", address.Line2, 200)
            ?? AccountFields.Text("city", address.City, 100)
            ?? AccountFields.Text("state", address.Region, 100)
            ?? AccountFields.Text("postcode", address.Postcode, 20)
            ?? AccountFields.Phone(wanted.Phone)
            ?? AccountFields.Text("vat_number", wanted.VatNumber, 20);
        if (refused is not null)
        {
            return refused;
        }

        if (await AccountStore.IsEmailTakenAsync(transaction, wanted.Email, wanted.Id))
        {
            return AccountFailures.EmailTaken(wanted.Email);
        }

        await AccountStore.UpdateAsync(transaction, wanted);
        changes.Touch(transaction, $"account:{wanted.Id}");
        return wanted;
    }
}
