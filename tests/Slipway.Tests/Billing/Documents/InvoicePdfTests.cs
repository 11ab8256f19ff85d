using Shouldly;
using Slipway.Billing.Documents;
using Slipway.Testing;
using Xunit;
using static Slipway.Tests.Billing.Documents.SampleInvoice;

namespace Slipway.Tests.Billing.Documents;

public sealed class InvoicePdfTests
{
    private const string ReverseCharge = "Reverse charge: VAT is to be accounted for by the recipient (Art. 196 Directive 2006/112/EC)";

    /// <summary><c>make invoice-picture</c> turns what this writes into the picture of the guide.</summary>
    [Fact]
    public void Sample_document_is_small()
    {
        var printed = new PrintedDocument(Unpaid);
        var folder = Directory.CreateDirectory(Path.Combine(Golden.Root, "artifacts"));
        File.WriteAllBytes(Path.Combine(folder.FullName, "invoice.pdf"), printed.Bytes);

        printed.Bytes.Length.ShouldBeLessThan(60_000, "is the whole font in it?");
        printed.Pages.ShouldBe(1);
    }

    [Fact]
    public void Everything_of_an_invoice_can_be_read_again()
    {
        var printed = new PrintedDocument(Unpaid);

        printed.Title.ShouldBe("Invoice 2026-000123");
        printed.ShouldSay(
            "Example Hosting B.V.", "Keizersgracht 1", "VAT number NL000000000B00", "Company number KvK 00000000", "billing@hosting.example",
            "Invoice", "2026-000123", "UNPAID", "Bill to", "Müller & Söhne GmbH / Иван Петров", "Königstraße 12", "VAT number DE000000000",
            "Issued", "2026-11-25", "Due", "2026-12-09", "shop.example.org (server 70202)", "2026-11-25 to 2026-12-24",
            "Virtual server vm.mini, Amsterdam (NL), 1 month", "14.90", "-2.40", "Amount (EUR)",
            "Net", "25.00 EUR", "VAT 21 %", "5.25 EUR", "Total", "30.25 EUR", "Paid so far", "Balance due", "20.25 EUR",
            "Payments", "Credit balance", "10.00 EUR", "How to pay", "Reference: 2026-000123", "https://my.hosting.example/invoices/60412/pay", "Page 1 of 1");
        printed.Links.ShouldBe(["https://my.hosting.example/invoices/60412/pay"]);
    }

    [Theory]
    [InlineData(DocumentKind.Invoice, "Invoice")]
    [InlineData(DocumentKind.ProformaInvoice, "Proforma invoice")]
    [InlineData(DocumentKind.PaymentReceipt, "Payment receipt")]
    [InlineData(DocumentKind.CreditNote, "Credit note")]
    [InlineData(DocumentKind.Statement, "Statement")]
    public void Heading_tells_the_kind(DocumentKind kind, string heading) =>
        new PrintedDocument(Unpaid with { Kind = kind }).Texts.ShouldContain(heading);

    [Fact]
    public void Credit_note_names_its_invoice()
    {
        var printed = new PrintedDocument(Unpaid with { Kind = DocumentKind.CreditNote, Number = "2026-C00007", RefersTo = "2026-000123", Stamp = "REFUNDED", HowToPay = null });

        printed.ShouldSay("for invoice 2026-000123", "REFUNDED", "Total credited", "Paid back so far", "Still to be paid back");
        printed.Texts.ShouldNotContain("How to pay");
    }

    [Fact]
    public void Reason_for_no_tax_is_printed()
    {
        var printed = new PrintedDocument(Unpaid with { Taxes = [new(0, Eur(25), Eur(0), ReverseCharge)], Total = Eur(25) });

        printed.ShouldSay("VAT 0 %", "0.00 EUR", ReverseCharge);
    }

    [Fact]
    public void Without_taxes_there_is_only_a_total()
    {
        var printed = new PrintedDocument(Unpaid with { Taxes = [], AmountPaid = null, Balance = null });

        printed.Texts.ShouldContain("Total");
        printed.Texts.ShouldNotContain("Net");
        printed.Texts.ShouldNotContain("Balance due");
    }

    [Fact]
    public void Statement_has_a_column_for_dates()
    {
        var printed = new PrintedDocument(Unpaid with { Kind = DocumentKind.Statement, Lines = [new("Top-up", Eur(50), new DateOnly(2026, 11, 3)), new("Invoice 2026-000123", Eur(-30.25m), new DateOnly(2026, 11, 25))] });

        printed.ShouldSay("Date", "2026-11-03", "Closing balance");
        printed.Line("2026-11-03").Left.ShouldBeLessThan(printed.Line("Top-up").Left);
    }

    [Fact]
    public void Amounts_end_below_each_other()
    {
        var printed = new PrintedDocument(Unpaid with { Lines = [.. Unpaid.Lines, new("Rack", Eur(12_345_678.90m))] });
        string[] amounts = ["Amount (EUR)", "14.90", "5.00", "-2.40", "12345678.90", "25.00 EUR", "30.25 EUR", "20.25 EUR", "10.00 EUR"];

        foreach (var amount in amounts)
        {
            printed.Line(amount).Right.ShouldBe(printed.Line("Amount (EUR)").Right, 0.1, amount);
        }
    }

    [Fact]
    public void Long_table_goes_on_with_its_head_on_every_page()
    {
        var printed = new PrintedDocument(Unpaid with { Lines = [.. Enumerable.Range(1, 120).Select(number => new DocumentLine($"Line {number}", Eur(number)))] });

        printed.Pages.ShouldBeGreaterThan(2);
        Enumerable.Range(1, 120).Select(number => $"Line {number}").ShouldBeSubsetOf(printed.Texts);
        Enumerable.Range(1, 120).Select(number => $"{number}.00").ShouldBeSubsetOf(printed.Texts);
        Enumerable.Range(1, printed.Pages).Select(page => $"Page {page} of {printed.Pages}").ShouldBeSubsetOf(printed.Texts);
        foreach (var page in printed.Lines.Where(line => line.Text.StartsWith("Line ", StringComparison.Ordinal)).Select(line => line.Page).Distinct())
        {
            printed.Lines.ShouldContain(line => line.Page == page && line.Text == "Description");
        }
    }

    [Fact]
    public void Same_document_gives_the_same_bytes()
    {
        InvoicePdf.Render(Unpaid).ShouldBe(InvoicePdf.Render(Unpaid with { }));
        InvoicePdf.Render(Unpaid).ShouldNotBe(InvoicePdf.Render(Unpaid with { Number = "2026-000124" }));
    }

    [Fact]
    public void Alphabets_of_one_document_may_be_more_than_a_font_holds()
    {
        // Latin to Cyrillic, thrice what one embedded font takes.
        var characters = new string([.. Enumerable.Range(0x21, 0x430).Select(code => (char)code).Where(char.IsLetter)]);
        var printed = new PrintedDocument(Unpaid with { Note = characters });
        var read = string.Concat(printed.Texts);

        characters.Where(character => !read.Contains(character, StringComparison.Ordinal)).ShouldAllBe(character => Typeface.Regular.Printable(character.ToString()) == "?");
        read.ShouldContain("ΑΒΓΔ");
        read.ShouldContain("АБВГ");
    }

    public static TheoryData<string> HostileTexts => new(
        "", " ", "\n\n\n", "\t\u0000\u0007\u001b[31m", "日本語のサーバー", "\ud83d\ude00 \ud800 \udc00", "\u202egnirts\u202c \u200b\u00ad\ufeff", "e\u0301\u0327", "(a) \\ <</Type /Catalog>> %EOF endstream",
        new string('W', 20_000), string.Join(' ', Enumerable.Repeat("word", 4_000)), string.Join('\n', Enumerable.Repeat("line", 300)));

    [Theory]
    [MemberData(nameof(HostileTexts))]
    public void Whatever_is_written_into_it_stays_on_the_paper(string text)
    {
        var party = new Party(text, [text, text], text, text, text, text);
        var huge = Eur(decimal.MaxValue / 10_000);
        var printed = new PrintedDocument(new(DocumentKind.Invoice, text, party, party, new DateOnly(2026, 11, 25), [new(text, huge), new("Last", Eur(1), new DateOnly(2026, 1, 1))], huge, huge)
        {
            Stamp = text,
            Service = text,
            Period = text,
            RefersTo = text,
            Note = text,
            Taxes = [new(21, huge, huge, text, text)],
            AmountPaid = huge,
            Balance = huge,
            Payments = [new(new DateOnly(2026, 11, 25), text, huge)],
            HowToPay = new([text], text, text),
        });

        printed.Texts.ShouldContain("Last");
        printed.Letters.ShouldAllBe(letter => letter.StartBaseLine.X >= Sheets.Left - 0.1 && letter.EndBaseLine.X <= Sheets.Right + 0.1 && letter.StartBaseLine.Y >= 40 && letter.StartBaseLine.Y <= Sheets.Top);
        printed.Lines.Where(line => !string.IsNullOrWhiteSpace(line.Text)).GroupBy(line => (line.Page, line.Baseline)).ShouldAllBe(row => DoNotOverlap(row));
        printed.Links.ShouldBeEmpty();
    }

    [Fact]
    public void What_the_font_lacks_becomes_a_question_mark() =>
        new PrintedDocument(Unpaid with { Note = "Tokyo 日本 \ud83d\ude00 a\tb\u0007c" }).Texts.ShouldContain("Tokyo ?? ? a bc");

    [Fact]
    public void Only_a_web_address_becomes_a_link()
    {
        new PrintedDocument(Unpaid with { HowToPay = new([], null, "javascript:alert(1)") }).Links.ShouldBeEmpty();
        new PrintedDocument(Unpaid with { HowToPay = new([], null, "https://pay.example/(60412)\\x") }).Links.ShouldHaveSingleItem().ShouldStartWith("https://pay.example/(60412)");
    }

    private static bool DoNotOverlap(IEnumerable<PrintedLine> row)
    {
        var pieces = row.OrderBy(piece => piece.Left).ToList();
        return pieces.Zip(pieces.Skip(1)).All(pair => pair.First.Right <= pair.Second.Left + 0.5);
    }
}
