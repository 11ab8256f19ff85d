using Shouldly;
using Slipway.Billing.Documents;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;

namespace Slipway.Tests.Billing.Documents;

/// <summary>A rendered document read again: what a customer's eye, or a program that copies the text, finds on it.</summary>
internal sealed class PrintedDocument
{
    private readonly List<PrintedLine> _lines = [];

    public PrintedDocument(InvoiceDocument document)
        : this(InvoicePdf.Render(document))
    {
    }

    private PrintedDocument(byte[] pdf)
    {
        Bytes = pdf;
        using var opened = PdfDocument.Open(Bytes);
        Title = opened.Information.Title ?? "";
        Pages = opened.NumberOfPages;
        foreach (var page in opened.GetPages())
        {
            Links.AddRange(page.GetAnnotations().Select(annotation => annotation.Action).OfType<UglyToad.PdfPig.Actions.UriAction>().Select(action => action.Uri));
            Letters.AddRange(page.Letters);
            // A document is written piece by piece; the letters of a piece follow each other on one baseline without a gap.
            PrintedLine? last = null;
            foreach (var letter in page.Letters)
            {
                if (last is not null && last.Baseline == letter.StartBaseLine.Y && Math.Abs(last.Right - letter.StartBaseLine.X) < 0.2)
                {
                    last = last with { Text = last.Text + letter.Value, Right = letter.EndBaseLine.X };
                    _lines[^1] = last;
                }
                else
                {
                    last = new PrintedLine(page.Number, letter.Value, letter.StartBaseLine.X, letter.EndBaseLine.X, letter.StartBaseLine.Y);
                    _lines.Add(last);
                }
            }
        }
    }

    /// <summary>One that was rendered already.</summary>
    public static PrintedDocument Read(byte[] pdf) => new(pdf);

    public byte[] Bytes { get; }

    public string Title { get; }

    public int Pages { get; }

    public List<string> Links { get; } = [];

    public List<Letter> Letters { get; } = [];

    /// <summary>In the order they were written.</summary>
    public IReadOnlyList<PrintedLine> Lines => _lines;

    public IReadOnlyList<string> Texts => [.. _lines.Select(line => line.Text)];

    public void ShouldSay(params string[] texts) => texts.ShouldBeSubsetOf(Texts);

    public PrintedLine Line(string text) => _lines.First(line => line.Text == text);
}

/// <param name="Left">Points from the left edge.</param>
/// <param name="Baseline">Points from the lower edge.</param>
internal sealed record PrintedLine(int Page, string Text, double Left, double Right, double Baseline);
