namespace Slipway.Billing;

/// <summary>Section <c>Billing</c>: who bills, and how its documents are numbered.</summary>
public sealed class BillingOptions
{
    /// <summary>The legal entity that stands on the documents.</summary>
    public SellerOptions Seller { get; set; } = new();

    /// <summary>Begins the numbers of invoices; year and a running number follow: <c>INV-2026-000001</c>. One series for each legal entity.</summary>
    public string InvoicePrefix { get; set; } = "INV-";

    public string CreditNotePrefix { get; set; } = "CN-";

    /// <summary>Mail each invoice as a PDF when it is issued for payment and when it is paid.</summary>
    public bool MailInvoices { get; set; } = true;

    /// <summary>How long a top-up or a collective invoice can be paid.</summary>
    public TimeSpan PayWithin { get; set; } = TimeSpan.FromDays(14);

    /// <summary>Least and most that one top-up may bring, in the account's currency.</summary>
    public decimal SmallestTopUp { get; set; } = 1;

    public decimal LargestTopUp { get; set; } = 10_000;

    public IEnumerable<string> Mistakes()
    {
        if (InvoicePrefix.Length is 0 or > 20 || CreditNotePrefix.Length is 0 or > 20 || InvoicePrefix == CreditNotePrefix)
        {
            yield return "Billing:InvoicePrefix and Billing:CreditNotePrefix must be two different texts of 1 to 20 characters.";
        }

        if (PayWithin <= TimeSpan.Zero)
        {
            yield return $"Billing:PayWithin is {PayWithin}; it must be a positive time such as 14.00:00:00.";
        }

        if (SmallestTopUp <= 0 || LargestTopUp < SmallestTopUp || LargestTopUp > 1_000_000)
        {
            yield return "Billing:SmallestTopUp must be above 0, and Billing:LargestTopUp at least as much and at most 1000000.";
        }
    }
}

public sealed class SellerOptions
{
    public string Name { get; set; } = "Slipway";

    /// <summary>Lines under the name.</summary>
    public IList<string> Address { get; set; } = [];

    public string VatNumber { get; set; } = "";

    public string RegistrationNumber { get; set; } = "";

    public string Email { get; set; } = "";

    public string Web { get; set; } = "";
}
