using Slipway.Mail;

namespace Slipway.Billing.Mails;

/// <summary>Money went back to the credit balance, with the credit note as PDF.</summary>
public sealed record CreditNoteMail(string Document, string Number, string Invoice, string Total, string Reason) : Letter
{
    public override string Subject => $"Credit note {Number}: {Total} on your credit balance";

    public override string? Attachment => Document;

    public static CreditNoteMail Of(CreditNote note, Invoice invoice) => new($"credit-note:{note.Id}", note.Number, invoice.Number ?? invoice.Id.ToString(), note.Total.ToString(), note.Reason);
}
