using Slipway.Billing;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Whmcs;

/// <summary>
/// Who is billed. What is left out stays. Empty is the same as left out on this wire, so a single dash takes a field away;
/// <c>billing_vat_number</c> is our own addition.
/// </summary>
internal sealed class UpdateClient(ChangeBillingDetails change, InvoiceQueries invoices) : InvapiAction
{
    private const string Prefix = "billing_";

    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        string? Field(string name) => call.Form.Text(Prefix + name) is { } text ? text.Trim() is "-" ? "" : text.Trim() : null;
        var details = new BillingDetails
        {
            FirstName = Field("firstname"),
            LastName = Field("lastname"),
            Company = Field("companyname"),
            Email = Field("email"),
            Address1 = Field("address1"),
            Address2 = Field("address2"),
            City = Field("city"),
            Region = Field("state"),
            Postcode = Field("postcode"),
            Country = Field("country"),
            Phone = Field("phonenumber"),
            VatNumber = Field("vat_number"),
        };
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        return (await change.RunAsync(call.Caller, details, cancellationToken)).TryGet(out var account, out var failure)
            ? WireReply.Ok(("client", ClientShape.From(account, await invoices.CreditAsync(account.Id, account.Currency, cancellationToken))))
            : WireReply.Refused(OnWire(failure));
    }

    /// <summary>The business calls the fields by their own names, and so begins its refusals.</summary>
    private static Failure OnWire(Failure failure) => failure.Code switch
    {
        "billing.nothing-to-change" or "accounts.permission-denied" => failure,
        "accounts.email-taken" => failure with { Message = $"{Prefix}email: {failure.Message}" },
        "pricing.vat-number-invalid" => failure with { Message = $"{Prefix}{failure.Message} A dash (-) takes the number away." },
        _ => failure with { Message = Prefix + failure.Message },
    };
}
