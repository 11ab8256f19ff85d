using UglyToad.PdfPig.Actions;
using UglyToad.PdfPig.Annotations;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Writer;

namespace Slipway.Billing.Documents;

/// <summary>Red, green and blue.</summary>
internal readonly record struct Ink(byte Red, byte Green, byte Blue)
{
    public static readonly Ink Black = new(28, 32, 38);
    public static readonly Ink Grey = new(104, 112, 122);
    public static readonly Ink Hairline = new(214, 218, 223);
    public static readonly Ink Shade = new(240, 242, 245);
}

/// <param name="Size">Points.</param>
internal readonly record struct Lettering(Typeface Typeface, double Size, Ink Ink)
{
    public static readonly Lettering Plain = new(Typeface.Regular, 9, Ink.Black);
    public static readonly Lettering Strong = new(Typeface.Bold, 9, Ink.Black);
    public static readonly Lettering Label = new(Typeface.Regular, 8, Ink.Grey);

    public double WidthOf(string text) => Typeface.WidthOf(Typeface.Printable(text), Size);

    public List<string> Wrap(string text, double width, int most = int.MaxValue) => Typeface.Wrap(text, Size, width, most);

    public string Fit(string text, double width) => Typeface.Fit(text, Size, width);
}

/// <summary>
/// The A4 pages of one document while they are written from top to bottom. Places are points; <see cref="Y"/> is the
/// baseline that is written on, counted from the lower edge.
/// </summary>
internal sealed class Sheets : IDisposable
{
    public const double Left = 56;
    public const double Right = 539;
    public const double Top = 786;
    public const double Bottom = 76;
    public const double Width = Right - Left;

    /// <summary>Text in tables and below headings stands in from the rules by this much.</summary>
    public const double Indent = 8;
    public const double TextLeft = Left + Indent;
    public const double TextRight = Right - Indent;
    public const double DateWidth = 66;

    // PDF allows 255 characters in a font of this kind and 100 in one block of the table that gives them back as text.
    private const int CharactersOfAFont = 100;

    // Without one told, viewers frame a link in black.
    private static readonly AnnotationBorder NoBorder = new(0, 0, 0, null);

    private readonly PdfDocumentBuilder _builder = new();
    private readonly Dictionary<Typeface, List<EmbeddedFont>> _fonts = [];
    private PdfPageBuilder _page;

    public Sheets()
    {
        _page = AddPage();
    }

    public double Y { get; set; }

    public int Count => _builder.Pages.Count;

    public void Describe(string title, string author, DateOnly issued)
    {
        var about = _builder.DocumentInformation;
        about.Title = Typeface.Regular.Printable(title);
        about.Author = Typeface.Regular.Printable(author);
        about.Producer = "Slipway";
        about.CreationDate = $"D:{issued:yyyyMMdd}000000Z";
    }

    public bool HasRoomFor(double height) => Y - height >= Bottom;

    public void NextPage() => _page = AddPage();

    /// <summary>Goes back to a page that is written already, to number it.</summary>
    public void TurnTo(int page) => _page = _builder.Pages[page];

    public void Write(double x, string text, Lettering lettering)
    {
        var printable = lettering.Typeface.Printable(text);
        _page.SetTextAndFillColor(lettering.Ink.Red, lettering.Ink.Green, lettering.Ink.Blue);
        foreach (var (part, font) in InFonts(printable, lettering.Typeface))
        {
            _page.AddText(part, lettering.Size, new PdfPoint(x, Y), font);
            x += lettering.Typeface.WidthOf(part, lettering.Size);
        }

        _page.ResetColor();
    }

    /// <summary>Ends at <paramref name="right"/>.</summary>
    public void WriteRight(double right, string text, Lettering lettering) => Write(right - lettering.WidthOf(text), text, lettering);

    public void Rule(double left, double right, double y, Ink ink, double thickness = 0.6)
    {
        _page.SetStrokeColor(ink.Red, ink.Green, ink.Blue);
        _page.DrawLine(new PdfPoint(left, y), new PdfPoint(right, y), thickness);
        _page.ResetColor();
    }

    public void Shade(double left, double bottom, double width, double height, Ink ink)
    {
        // The edge of a filled rectangle is drawn too.
        _page.SetTextAndFillColor(ink.Red, ink.Green, ink.Blue).SetStrokeColor(ink.Red, ink.Green, ink.Blue);
        _page.DrawRectangle(new PdfPoint(left, bottom), width, height, 0.1, fill: true);
        _page.ResetColor().ResetColor();
    }

    public void Frame(double left, double bottom, double width, double height, Ink ink)
    {
        _page.SetStrokeColor(ink.Red, ink.Green, ink.Blue);
        _page.DrawRectangle(new PdfPoint(left, bottom), width, height, 1.2);
        _page.ResetColor();
    }

    public void Link(Uri address, double left, double right, double height) =>
        _page.AddLink(new LinkAnnotation(new UriAction(address.AbsoluteUri), new PdfRectangle(left, Y - (height / 4), right, Y + height), NoBorder));

    public byte[] Build() => _builder.Build();

    public void Dispose() => _builder.Dispose();

    private PdfPageBuilder AddPage()
    {
        Y = Top;
        return _builder.AddPage(PageSize.A4);
    }

    /// <summary>
    /// Cuts text where the font that is embedded for its characters changes. Only the characters that are used are embedded,
    /// which makes a document of some 30 kB from a font of 700 kB.
    /// </summary>
    private IEnumerable<(string Part, PdfDocumentBuilder.AddedFont Font)> InFonts(string text, Typeface typeface)
    {
        var start = 0;
        while (start < text.Length)
        {
            var font = FontWith(text[start], typeface);
            var end = start + 1;
            while (end < text.Length && font.Takes(text[end]))
            {
                end++;
            }

            yield return (text[start..end], font.Font);
            start = end;
        }
    }

    private EmbeddedFont FontWith(char character, Typeface typeface)
    {
        var fonts = _fonts.TryGetValue(typeface, out var known) ? known : _fonts[typeface] = [];
        // First the one that has it already; then the one that has a place left, which is the last.
        if (fonts.Find(font => font.Characters.Contains(character)) is { } holder)
        {
            return holder;
        }

        if (fonts.Count == 0 || !fonts[^1].Takes(character))
        {
            fonts.Add(new EmbeddedFont(_builder.AddTrueTypeFont(typeface.File)));
            _ = fonts[^1].Takes(character);
        }

        return fonts[^1];
    }

    private sealed record EmbeddedFont(PdfDocumentBuilder.AddedFont Font)
    {
        public HashSet<char> Characters { get; } = [];

        /// <summary>Whether the character is in this font, or is now.</summary>
        public bool Takes(char character) => Characters.Contains(character) || (Characters.Count < CharactersOfAFont && Characters.Add(character));
    }
}
