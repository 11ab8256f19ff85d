using System.Globalization;

namespace Slipway.Billing.Documents;

/// <summary>What follows the table: totals, tax, payments, how to pay, a note.</summary>
internal sealed class ClosingSections(InvoiceDocument document, Sheets sheets, Action nextPage)
{
    private const double Gap = 12;
    private const double RowHeight = 13;
    private const double TotalHeight = 17;
    private const double NetRight = 330;

    private static readonly Ink LinkInk = new(29, 78, 216);

    public void Write()
    {
        Totals();
        Taxes();
        Payments();
        HowToPay();
        Note();
    }

    private void Totals()
    {
        List<(string Label, Money Amount, bool IsStrong)> rows = [];
        if (document.Taxes.Count > 0)
        {
            rows.Add(("Net", document.Net, false));
            rows.AddRange(document.Taxes.Select(tax => (Rate(tax), tax.Tax, false)));
        }

        rows.Add((document.Kind is DocumentKind.CreditNote ? "Total credited" : "Total", document.Total, true));
        if (document.AmountPaid is { } paid)
        {
            rows.Add((document.Kind is DocumentKind.CreditNote ? "Paid back so far" : "Paid so far", paid, false));
        }

        if (document.Balance is { } balance)
        {
            rows.Add((document.Kind switch { DocumentKind.CreditNote => "Still to be paid back", DocumentKind.Statement => "Closing balance", _ => "Balance due" }, balance, true));
        }

        var width = Math.Min(Sheets.Width, Math.Max(230, rows.Max(row => Lettering.Strong.WidthOf(row.Label) + Lettering.Strong.WidthOf(row.Amount.ToString())) + (4 * Sheets.Indent)));
        sheets.Y -= Gap;
        StartSection(rows.Count * TotalHeight);
        foreach (var (label, amount, isStrong) in rows)
        {
            StartSection(TotalHeight);
            var lettering = isStrong ? Lettering.Strong : Lettering.Plain;
            if (isStrong)
            {
                sheets.Shade(Sheets.Right - width, sheets.Y - 5, width, 16, Ink.Shade);
            }

            sheets.Write(Sheets.Right - width + Sheets.Indent, lettering.Fit(label, width - lettering.WidthOf(amount.ToString()) - (3 * Sheets.Indent)), lettering);
            sheets.WriteRight(Sheets.TextRight, amount.ToString(), lettering);
            sheets.Y -= TotalHeight;
        }
    }

    private void Taxes()
    {
        if (document.Taxes.Count == 0)
        {
            return;
        }

        Heading("Tax", 2);
        Row("Rate", "Net", "Tax", Lettering.Label);
        foreach (var tax in document.Taxes)
        {
            Row(Rate(tax), tax.Net.ToString(), tax.Tax.ToString(), Lettering.Plain);
            Paragraph(tax.Note, Lettering.Label);
        }

        void Row(string rate, string net, string amount, Lettering lettering)
        {
            StartSection(RowHeight);
            sheets.Write(Sheets.TextLeft, lettering.Fit(rate, NetRight - lettering.WidthOf(net) - Sheets.Indent - Sheets.TextLeft), lettering);
            sheets.WriteRight(NetRight, net, lettering);
            sheets.WriteRight(Sheets.TextRight, amount, lettering);
            sheets.Y -= RowHeight;
        }
    }

    private void Payments()
    {
        if (document.Payments.Count == 0)
        {
            return;
        }

        Heading("Payments", 1);
        foreach (var payment in document.Payments)
        {
            StartSection(RowHeight);
            var amount = payment.Amount.ToString();
            var how = Sheets.TextLeft + Sheets.DateWidth;
            sheets.Write(Sheets.TextLeft, InvoiceLayout.Date(payment.Date), Lettering.Plain);
            sheets.WriteRight(Sheets.TextRight, amount, Lettering.Plain);
            sheets.Write(how, Lettering.Plain.Fit(payment.How, Sheets.TextRight - Sheets.Indent - Lettering.Plain.WidthOf(amount) - how), Lettering.Plain);
            sheets.Y -= RowHeight;
        }
    }

    private void HowToPay()
    {
        if (document.HowToPay is not { } pay)
        {
            return;
        }

        Heading("How to pay", 2);
        foreach (var line in pay.BankLines)
        {
            Paragraph(line, Lettering.Plain);
        }

        Paragraph(pay.Reference is { Length: > 0 } reference ? $"Reference: {reference}" : null, Lettering.Strong);
        // Only what a browser opens becomes a link; anything else stays text.
        Paragraph(pay.Link, Lettering.Plain, Uri.TryCreate(pay.Link, UriKind.Absolute, out var link) && link.Scheme is "https" or "http" ? link : null);
    }

    private void Note()
    {
        if (document.Note is { Length: > 0 } note)
        {
            sheets.Y -= Gap;
            Paragraph(note, Lettering.Plain);
        }
    }

    private void StartSection(double height)
    {
        // What is higher than a page begins where it stands and flows.
        if (!sheets.HasRoomFor(Math.Min(height, Sheets.Top - Sheets.Bottom - 40)))
        {
            nextPage();
        }
    }

    private void Heading(string text, int rowsBelow)
    {
        sheets.Y -= Gap;
        StartSection(16 + (rowsBelow * RowHeight));
        sheets.Write(Sheets.TextLeft, text, Lettering.Strong);
        sheets.Rule(Sheets.Left, Sheets.Right, sheets.Y - 5, Ink.Hairline);
        sheets.Y -= 18;
    }

    private void Paragraph(string? text, Lettering lettering, Uri? link = null)
    {
        foreach (var line in lettering.Wrap(text ?? "", Sheets.TextRight - Sheets.TextLeft))
        {
            StartSection(RowHeight);
            var ink = link is null ? lettering : lettering with { Ink = LinkInk };
            sheets.Write(Sheets.TextLeft, line, ink);
            if (link is not null)
            {
                sheets.Link(link, Sheets.TextLeft, Sheets.TextLeft + ink.WidthOf(line), ink.Size);
            }

            sheets.Y -= RowHeight;
        }
    }

    private static string Rate(TaxLine tax) => $"{tax.Name} {tax.Rate.ToString("0.##", CultureInfo.InvariantCulture)} %";
}
