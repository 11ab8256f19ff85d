using System.Globalization;
using Slipway.Accounts;
using Slipway.Billing.Gateways;
using Slipway.Mail;
using Slipway.Pricing;
using Slipway.Storage;

namespace Slipway.Billing.Documents;

/// <summary>
/// Fills the document of an invoice or a credit note from the books, for a download or for a mail. What stands on it was decided
/// when it was issued, so the same facts give the same document again.
/// </summary>
public sealed class InvoiceDocuments(Database database, BillingOptions options, GatewayOptions gateways) : IAttachmentSource
{
    public const string ContentType = "application/pdf";

    private const string InvoicePrefix = "invoice:";
    private const string CreditNotePrefix = "credit-note:";

    /// <summary>An invoice of the caller's own account as PDF.</summary>
    public async Task<Result<MailAttachment>> OfInvoiceAsync(Caller caller, InvoiceId id, CancellationToken cancellationToken)
    {
        if (caller.MayUseAccount() is { } refused)
        {
            return refused;
        }

        return await database.ReadAsync(session => FactsAsync(session, id), cancellationToken) is { } facts && facts.Details.Invoice.AccountId == caller.AccountId
            ? OfInvoice(facts)
            : BillingFailures.NoInvoice(id);
    }

    public async Task<MailAttachment?> FindAsync(string reference, CancellationToken cancellationToken)
    {
        if (IdAfter(InvoicePrefix, reference) is { } invoice)
        {
            return await database.ReadAsync(session => FactsAsync(session, new InvoiceId(invoice)), cancellationToken) is { } facts ? OfInvoice(facts) : null;
        }

        if (IdAfter(CreditNotePrefix, reference) is not { } note)
        {
            return null;
        }

        var found = await database.ReadAsync(
            async session => await InvoiceStore.OfCreditNoteAsync(session, note) is { } id ? await FactsAsync(session, id) : null, cancellationToken);
        return found is null ? null : OfCreditNote(found.Details, found.Details.CreditNotes.Single(one => one.Id == note));
    }

    private static async Task<Facts?> FactsAsync(DatabaseSession session, InvoiceId id) =>
        await InvoiceStore.FindAsync(session, id) is { } invoice
            ? new Facts(await InvoiceQueries.DetailsAsync(session, invoice), await LedgerStore.OfInvoiceAsync(session, invoice))
            : null;

    private MailAttachment OfInvoice(Facts facts)
    {
        var (details, money) = facts;
        var invoice = details.Invoice;
        var kind = invoice.Number is not null ? DocumentKind.Invoice : invoice is { Earns: false, State: InvoiceState.Paid } ? DocumentKind.PaymentReceipt : DocumentKind.ProformaInvoice;
        var number = invoice.Number ?? (kind == DocumentKind.PaymentReceipt ? $"R-{invoice.Id}" : $"P-{invoice.Id}");
        var document = new InvoiceDocument(kind, number, Seller(), Buyer(invoice.BillTo), Day(invoice.PostedAt ?? invoice.IssuedAt), LinesOf(details), invoice.Net, invoice.Total)
        {
            Stamp = StampOf(invoice.State),
            Due = invoice.State.IsOpen() ? Day(invoice.DueAt) : null,
            Paid = invoice is { State: InvoiceState.Paid or InvoiceState.Refunded, SettledAt: { } settled } ? Day(settled) : null,
            Service = invoice.ServerId is { } server ? $"Server {server}" : null,
            Period = PeriodOf(invoice),
            Taxes = TaxesOf(invoice, invoice.Net, invoice.Tax),
            AmountPaid = invoice.Paid.IsZero ? null : invoice.Paid,
            Balance = invoice.State.IsOpen() ? invoice.Balance : null,
            Payments = PaymentsOf(invoice, money),
            HowToPay = HowToPayOf(invoice),
            Note = NoteOf(details, kind),
        };
        var name = kind switch
        {
            DocumentKind.Invoice => $"invoice-{number}",
            DocumentKind.PaymentReceipt => $"receipt-{invoice.Id}",
            _ => $"proforma-{invoice.Id}",
        };
        return new MailAttachment(FileName(name), ContentType, InvoicePdf.Render(document));
    }

    private MailAttachment OfCreditNote(InvoiceDetails details, CreditNote note)
    {
        var invoice = details.Invoice;
        var document = new InvoiceDocument(
            DocumentKind.CreditNote, note.Number, Seller(), Buyer(invoice.BillTo), Day(note.IssuedAt), [new DocumentLine(note.Reason, note.Net)], note.Net, note.Total)
        {
            RefersTo = invoice.Number,
            Service = invoice.ServerId is { } server ? $"Server {server}" : null,
            Period = PeriodOf(invoice),
            Taxes = TaxesOf(invoice, note.Net, note.Tax),
            AmountPaid = note.Total,
            Note = "The amount has been put on your credit balance.",
        };
        return new MailAttachment(FileName($"credit-note-{note.Number}"), ContentType, InvoicePdf.Render(document));
    }

    private Party Seller() => new(
        options.Seller.Name, [.. options.Seller.Address], Given(options.Seller.VatNumber), Given(options.Seller.RegistrationNumber), Given(options.Seller.Email), Given(options.Seller.Web));

    private static Party Buyer(BillTo buyer) => new(
        buyer.Name, [.. new[] { buyer.Person }.Concat(buyer.Lines).Append(buyer.Country).Where(line => line.Length > 0)], Given(buyer.VatNumber), null, Given(buyer.Email));

    /// <summary>Lines stand on the document without tax. Where prices contain it, it is taken out of each, and the largest line takes what rounding leaves.</summary>
    private static List<DocumentLine> LinesOf(InvoiceDetails details)
    {
        var invoice = details.Invoice;
        var lines = details.Lines.Select(line => new DocumentLine(line.Description, line.Amount)).ToList();
        var sum = lines.Aggregate(Money.Zero(invoice.Currency), (total, line) => total + line.Amount);
        if (lines.Count == 0 || invoice.Tax.IsZero || sum == invoice.Net || sum != invoice.Total)
        {
            return lines;
        }

        var net = lines.Select(line => line with { Amount = (line.Amount * (100 / (100 + invoice.TaxTreatment.Percent))).Round() }).ToList();
        var rest = invoice.Net - net.Aggregate(Money.Zero(invoice.Currency), (total, line) => total + line.Amount);
        var largest = net.FindIndex(line => line.Amount == net.Max(other => other.Amount));
        net[largest] = net[largest] with { Amount = net[largest].Amount + rest };
        return net;
    }

    private static TaxLine[] TaxesOf(Invoice invoice, Money net, Money tax) =>
        invoice.TaxTreatment.Rule == TaxRule.None ? [] : [new TaxLine(invoice.TaxTreatment.Percent, net, tax, TaxNote.Of(invoice.TaxTreatment))];

    private static DocumentPayment[] PaymentsOf(Invoice invoice, IReadOnlyList<InvoiceMoney> money)
    {
        if (invoice.Purpose == InvoicePurpose.Usage)
        {
            // Taken hour by hour: several hundred lines would tell nobody more.
            return invoice.Paid.IsZero ? [] : [new DocumentPayment(Day(invoice.SettledAt ?? invoice.IssuedAt), "Credit balance, by the hour", invoice.Paid)];
        }

        // Money of a gateway passes through the credit balance; what was paid right after it came in is told as the gateway's.
        var held = Book.Held(invoice.Id);
        var arrived = new Queue<InvoiceMoney>();
        var payments = new List<DocumentPayment>();
        foreach (var move in money)
        {
            if (move.Book != held)
            {
                arrived.Enqueue(move);
                continue;
            }

            payments.Add(new DocumentPayment(Day(move.At), arrived.TryDequeue(out var from) && from.Amount >= move.Amount ? GatewayWord(from.Book) : "Credit balance", move.Amount));
        }

        return [.. payments];
    }

    private HowToPay? HowToPayOf(Invoice invoice)
    {
        var bank = gateways.BankTransfer;
        return !invoice.State.IsOpen() || bank.Iban.Length == 0
            ? null
            : new HowToPay([.. new[] { bank.Holder, $"IBAN {bank.Iban}", bank.Bic.Length > 0 ? $"BIC {bank.Bic}" : "", bank.Bank }.Where(line => line.Length > 0)], BankReference.Of(invoice.Id));
    }

    private static string GatewayWord(string book) =>
        book == Book.Gateway(BankTransfer.GatewayName) ? "Bank transfer" : book == Book.Gateway(CardCheckout.GatewayName) ? "Card" : "Payment";

    private static string? NoteOf(InvoiceDetails details, DocumentKind kind)
    {
        var notes = details.CreditNotes.Select(note => $"Credit note {note.Number} of {Day(note.IssuedAt).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}: {note.Total}");
        if (kind == DocumentKind.ProformaInvoice && details.Invoice.State is not InvoiceState.Cancelled)
        {
            notes = notes.Append(details.Invoice.Earns
                ? "This is not an invoice for tax purposes. The invoice follows when it is paid and the service has been delivered."
                : "This is not an invoice for tax purposes.");
        }

        return string.Join('\n', notes) is { Length: > 0 } text ? text : null;
    }

    // The end is the moment at which the next period begins.
    private static string? PeriodOf(Invoice invoice) => invoice is { PeriodFrom: { } from, PeriodTo: { } to } && to > from
        ? string.Create(CultureInfo.InvariantCulture, $"{Day(from):yyyy-MM-dd} to {Day(to.AddTicks(-1)):yyyy-MM-dd}")
        : null;

    private static string StampOf(InvoiceState state) => state switch
    {
        InvoiceState.Unpaid => "UNPAID",
        InvoiceState.Paid => "PAID",
        InvoiceState.Cancelled => "CANCELLED",
        InvoiceState.Refunded => "REFUNDED",
        InvoiceState.Draft => "DRAFT",
        InvoiceState.PaymentPending => "PENDING",
    };

    private static DateOnly Day(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);

    private static string? Given(string text) => text.Length > 0 ? text : null;

    private static string FileName(string name) => string.Concat(name.Select(sign => char.IsAsciiLetterOrDigit(sign) || sign is '-' or '.' or '_' ? sign : '-')) + ".pdf";

    private static int? IdAfter(string prefix, string reference) =>
        reference.StartsWith(prefix, StringComparison.Ordinal) && int.TryParse(reference.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    private sealed record Facts(InvoiceDetails Details, IReadOnlyList<InvoiceMoney> Money);
}
