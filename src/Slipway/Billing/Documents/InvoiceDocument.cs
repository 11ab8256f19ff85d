namespace Slipway.Billing.Documents;

/// <summary>What a document is called in its heading.</summary>
public enum DocumentKind
{
    Invoice,

    /// <summary>Asks for money without being an invoice in the sense of tax law.</summary>
    ProformaInvoice,
    PaymentReceipt,
    CreditNote,

    /// <summary>The movements of an account in a period.</summary>
    Statement,
}

/// <summary>
/// Everything that is printed on one document, decided by the caller: nothing is added up, looked up or dated here. What is
/// null or empty is not printed.
/// </summary>
/// <param name="Number">As printed: <c>2026-000123</c>, of a proforma invoice <c>P-60412</c>.</param>
/// <param name="Net">Before tax. Printed only if there are <see cref="Taxes"/>; else it is the total.</param>
/// <param name="Total">With tax; of a statement the sum of its lines. Amounts are printed with two decimals, its currency heads the table.</param>
public sealed record InvoiceDocument(
    DocumentKind Kind,
    string Number,
    Party Seller,
    Party Buyer,
    DateOnly Issued,
    IReadOnlyList<DocumentLine> Lines,
    Money Net,
    Money Total)
{
    /// <summary>One word in a frame: <c>PAID</c>, <c>UNPAID</c>, <c>CANCELLED</c>, <c>REFUNDED</c>; another word is printed in grey.</summary>
    public string? Stamp { get; init; }

    public DateOnly? Due { get; init; }

    public DateOnly? Paid { get; init; }

    /// <summary>The service it is for: <c>web-01.example.org (server 70201)</c>.</summary>
    public string? Service { get; init; }

    /// <summary><c>2026-11-25 to 2026-12-24</c>.</summary>
    public string? Period { get; init; }

    /// <summary>The number of the invoice that a credit note or receipt belongs to.</summary>
    public string? RefersTo { get; init; }

    /// <summary>One for each rate; none prints no tax at all.</summary>
    public IReadOnlyList<TaxLine> Taxes { get; init; } = [];

    /// <summary>Paid so far; of a credit note what has been paid back.</summary>
    public Money? AmountPaid { get; init; }

    /// <summary>Still to be paid; of a statement the closing balance.</summary>
    public Money? Balance { get; init; }

    public IReadOnlyList<DocumentPayment> Payments { get; init; } = [];

    /// <summary>Given for what is not paid yet.</summary>
    public HowToPay? HowToPay { get; init; }

    /// <summary>Free text below everything else; line breaks are kept.</summary>
    public string? Note { get; init; }
}

/// <summary>Seller or buyer as they stand on the document.</summary>
/// <param name="AddressLines">Street to country, top to bottom. At most about a dozen lines are printed.</param>
/// <param name="RegistrationNumber">In the register of companies.</param>
public sealed record Party(
    string Name, IReadOnlyList<string> AddressLines, string? VatNumber = null, string? RegistrationNumber = null, string? Email = null, string? Web = null);

/// <param name="Description">As long as it needs to be; line breaks are kept.</param>
/// <param name="Amount">Before tax.</param>
/// <param name="Date">If any line has one, the table has a column for it, as a statement needs.</param>
public sealed record DocumentLine(string Description, Money Amount, DateOnly? Date = null);

/// <param name="Rate">Percent: 21 for 21 %.</param>
/// <param name="Net">What the rate is applied to.</param>
/// <param name="Note">The sentence the law asks for: <c>Reverse charge: VAT is to be accounted for by the recipient (Art. 196 Directive 2006/112/EC)</c>.</param>
/// <param name="Name">What the tax is called.</param>
public sealed record TaxLine(decimal Rate, Money Net, Money Tax, string? Note = null, string Name = "VAT");

/// <param name="How"><c>Bank transfer</c>, <c>Credit balance</c>, with its reference if there is one.</param>
public sealed record DocumentPayment(DateOnly Date, string How, Money Amount);

/// <param name="BankLines">Account holder, IBAN, BIC, one each.</param>
/// <param name="Reference">What the customer writes on the transfer.</param>
/// <param name="Link">An http or https address is printed as a link.</param>
public sealed record HowToPay(IReadOnlyList<string> BankLines, string? Reference = null, string? Link = null);
