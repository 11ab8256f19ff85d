using Slipway.Mail;

namespace Slipway.Billing.Mails;

/// <summary>An invoice that is to be paid, or has been paid, with the document as PDF.</summary>
public sealed record InvoiceMail(string Document, string Title, bool IsPaid, string Total, string Balance, string Due, string? What) : Letter
{
    public override string Subject => IsPaid ? $"{Title}: paid, thank you" : $"{Title}: {Balance} to be paid by {Due}";

    public override string? Attachment => Document;

    public static InvoiceMail Of(Invoice invoice, string? what) => new(
        $"invoice:{invoice.Id}", invoice.Number is { } number ? $"Invoice {number}" : $"Proforma invoice {invoice.Id}", invoice.State == InvoiceState.Paid, invoice.Total.ToString(),
        invoice.Balance.ToString(), invoice.DueAt.ToDay(), what);
}
