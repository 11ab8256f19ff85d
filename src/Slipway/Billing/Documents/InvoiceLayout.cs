using System.Globalization;

namespace Slipway.Billing.Documents;

/// <summary>What stands where on a document, from top to bottom.</summary>
internal sealed class InvoiceLayout(InvoiceDocument document, Sheets sheets)
{
    private const double Gap = 12;
    private const double RightColumn = 330;
    private const double LabelWidth = 52;

    // A party's block may not push the table off the page, whatever somebody wrote into his address.
    private const int MostPartyLines = 14;

    private static readonly Lettering Title = new(Typeface.Bold, 20, Ink.Black);
    private static readonly Lettering Name = new(Typeface.Bold, 12, Ink.Black);
    private static readonly Lettering Small = new(Typeface.Regular, 7.5, Ink.Grey);

    private readonly string _title = document.Kind switch
    {
        DocumentKind.Invoice => "Invoice",
        DocumentKind.ProformaInvoice => "Proforma invoice",
        DocumentKind.PaymentReceipt => "Payment receipt",
        DocumentKind.CreditNote => "Credit note",
        DocumentKind.Statement => "Statement",
    };

    public void Write()
    {
        sheets.Describe($"{_title} {document.Number}", document.Seller.Name, document.Issued);
        Letterhead();
        Parties();
        new LineTable(document, sheets, NextPage).Write();
        new ClosingSections(document, sheets, NextPage).Write();
        Footers();
    }

    private void Letterhead()
    {
        var seller = document.Seller;
        var top = sheets.Y;
        Block(Sheets.Left, 250, [(seller.Name, Name)], most: 2);
        sheets.Y -= 2;
        Block(Sheets.Left, 250, [.. seller.AddressLines.Concat(Registered(seller)).Select(line => (line, Lettering.Label))]);
        var left = sheets.Y;

        sheets.Y = top - 6;
        sheets.WriteRight(Sheets.Right, _title, Title);
        sheets.Y -= 19;
        sheets.WriteRight(Sheets.Right, Name.Fit(document.Number, 220), Name with { Typeface = Typeface.Regular });
        if (document.RefersTo is { Length: > 0 } invoice)
        {
            sheets.Y -= 14;
            sheets.WriteRight(Sheets.Right, Lettering.Label.Fit($"for invoice {invoice}", 220), Lettering.Label);
        }

        Stamp();
        sheets.Y = Math.Min(left, sheets.Y) - 4;
        sheets.Rule(Sheets.Left, Sheets.Right, sheets.Y, Ink.Black, 1);
        sheets.Y -= 24;
    }

    private void Stamp()
    {
        if (document.Stamp is not { Length: > 0 } stamp)
        {
            return;
        }

        var ink = stamp.ToUpperInvariant() switch
        {
            "PAID" => new Ink(21, 128, 61),
            "UNPAID" => new Ink(185, 28, 28),
            "REFUNDED" => new Ink(29, 78, 216),
            _ => Ink.Grey,
        };
        var lettering = new Lettering(Typeface.Bold, 12, ink);
        var word = lettering.Fit(stamp, 200);
        var width = lettering.WidthOf(word) + (2 * Sheets.Indent);
        sheets.Y -= 27;
        sheets.Frame(Sheets.Right - width, sheets.Y - 6, width, 21, ink);
        sheets.WriteRight(Sheets.TextRight, word, lettering);
        sheets.Y -= 12;
    }

    private void Parties()
    {
        var top = sheets.Y;
        var buyer = document.Buyer;
        sheets.Write(Sheets.Left, document.Kind is DocumentKind.Statement ? "Account of" : "Bill to", Lettering.Label);
        sheets.Y -= 14;
        Block(Sheets.Left, 250, [(buyer.Name, Lettering.Strong with { Size = 10 })], most: 3);
        Block(Sheets.Left, 250, [.. buyer.AddressLines.Concat(Registered(buyer)).Select(line => (line, Lettering.Plain))]);
        var left = sheets.Y;

        sheets.Y = top;
        Fact("Issued", Date(document.Issued));
        Fact("Due", document.Due is { } due ? Date(due) : null);
        Fact("Paid", document.Paid is { } paid ? Date(paid) : null);
        Fact("Service", document.Service);
        Fact("Period", document.Period);
        sheets.Y = Math.Min(left, sheets.Y) - (1.5 * Gap);
    }

    private void Fact(string label, string? value)
    {
        if (value is null)
        {
            return;
        }

        sheets.Write(RightColumn, label, Lettering.Label);
        Block(RightColumn + LabelWidth, Sheets.Right - RightColumn - LabelWidth, [(value, Lettering.Plain)], most: 4);
        sheets.Y -= 2;
    }

    private void Footers()
    {
        var seller = document.Seller;
        for (var page = 1; page <= sheets.Count; page++)
        {
            sheets.TurnTo(page);
            sheets.Rule(Sheets.Left, Sheets.Right, 54, Ink.Hairline);
            sheets.Y = 42;
            var number = $"Page {page} of {sheets.Count}";
            sheets.WriteRight(Sheets.Right, number, Small);
            var line = string.Join("  ·  ", new[] { seller.Name, seller.VatNumber, seller.RegistrationNumber, seller.Web }.Where(part => part is { Length: > 0 }));
            sheets.Write(Sheets.Left, Small.Fit(line, Sheets.Width - Small.WidthOf(number) - (2 * Sheets.Indent)), Small);
        }
    }

    private void NextPage()
    {
        sheets.NextPage();
        sheets.WriteRight(Sheets.Right, Lettering.Label.Fit($"{_title} {document.Number}", 230), Lettering.Label);
        sheets.Write(Sheets.Left, Lettering.Label.Fit(document.Seller.Name, 230), Lettering.Label);
        sheets.Rule(Sheets.Left, Sheets.Right, sheets.Y - 7, Ink.Hairline);
        sheets.Y -= 28;
    }

    private void Block(double x, double width, IReadOnlyList<(string Text, Lettering Lettering)> lines, int most = MostPartyLines)
    {
        foreach (var (line, lettering) in lines.SelectMany(line => line.Lettering.Wrap(line.Text, width, most).Select(part => (part, line.Lettering))).Take(most))
        {
            sheets.Write(x, line, lettering);
            sheets.Y -= Math.Round(lettering.Size * 1.4, 1);
        }
    }

    private static IEnumerable<string> Registered(Party party)
    {
        (string Label, string? Value)[] facts = [("VAT number ", party.VatNumber), ("Company number ", party.RegistrationNumber), ("", party.Email), ("", party.Web)];
        return facts.Where(fact => fact.Value is { Length: > 0 }).Select(fact => fact.Label + fact.Value);
    }

    /// <summary>Nobody misreads a date that begins with the year.</summary>
    internal static string Date(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
