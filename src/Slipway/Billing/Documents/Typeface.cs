using System.Globalization;
using System.Text;
using UglyToad.PdfPig.Fonts.TrueType;
using UglyToad.PdfPig.Fonts.TrueType.Parser;

namespace Slipway.Billing.Documents;

/// <summary>A font file that travels inside the assembly: which characters it has and how wide they are.</summary>
internal sealed class Typeface
{
    /// <summary>Stands for every character that the font lacks.</summary>
    private const char Unknown = '?';

    private readonly Dictionary<char, double> _widths;

    private Typeface(byte[] file)
    {
        File = file;
        _widths = Widths(TrueTypeFontParser.Parse(new TrueTypeDataBytes(file)));
    }

    public static Typeface Regular { get; } = Load("DejaVuSans.ttf");

    public static Typeface Bold { get; } = Load("DejaVuSans-Bold.ttf");

    public ReadOnlyMemory<byte> File { get; }

    /// <summary>Width in points of printable text at a size in points.</summary>
    public double WidthOf(ReadOnlySpan<char> text, double size)
    {
        var width = 0.0;
        foreach (var character in text)
        {
            width += _widths[character];
        }

        return width * size;
    }

    /// <summary>
    /// One line that this font can print: white space becomes a space, what the eye does not see (control characters,
    /// direction marks, soft hyphens) is left out, what the font lacks becomes a question mark.
    /// </summary>
    public string Printable(string text)
    {
        var printable = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                printable.Append(' ');
            }
            else if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format))
            {
                // A broken surrogate arrives as the replacement character, which a font may have but no customer understands.
                printable.Append(rune.IsBmp && rune != Rune.ReplacementChar && _widths.ContainsKey((char)rune.Value) ? (char)rune.Value : Unknown);
            }
        }

        return printable.ToString();
    }

    /// <summary>
    /// Text as lines that are at most <paramref name="width"/> points wide. Its own line breaks are kept, empty lines are
    /// not; a word that is wider than a line is broken anywhere.
    /// </summary>
    /// <param name="most">What would go on after so many lines ends in an ellipsis.</param>
    public List<string> Wrap(string text, double size, double width, int most = int.MaxValue)
    {
        var lines = new List<string>();
        foreach (var paragraph in text.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            WrapParagraph(Printable(paragraph), size, width, lines);
            if (lines.Count > most)
            {
                lines[most - 1] = Fit($"{lines[most - 1]} {lines[most]}", size, width);
                lines.RemoveRange(most, lines.Count - most);
                break;
            }
        }

        return lines;
    }

    /// <summary>One line, cut with an ellipsis where it would be wider than <paramref name="width"/> points.</summary>
    public string Fit(string text, double size, double width)
    {
        var line = Printable(text).Trim();
        if (WidthOf(line, size) <= width)
        {
            return line;
        }

        var kept = Fitting(line, size, width - WidthOf("…", size));
        return $"{line[..kept].TrimEnd()}…";
    }

    private void WrapParagraph(string paragraph, double size, double width, List<string> lines)
    {
        var line = "";
        foreach (var word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var longer = line.Length == 0 ? word : $"{line} {word}";
            if (WidthOf(longer, size) <= width)
            {
                line = longer;
                continue;
            }

            if (line.Length > 0)
            {
                lines.Add(line);
            }

            var start = 0;
            int kept;
            while ((kept = Fitting(word.AsSpan(start), size, width)) < word.Length - start)
            {
                kept = Math.Max(1, kept);
                lines.Add(word.Substring(start, kept));
                start += kept;
            }

            line = word[start..];
        }

        if (line.Length > 0)
        {
            lines.Add(line);
        }
    }

    /// <summary>How many characters from the start fit.</summary>
    private int Fitting(ReadOnlySpan<char> line, double size, double width)
    {
        var used = 0.0;
        for (var position = 0; position < line.Length; position++)
        {
            used += _widths[line[position]] * size;
            if (used > width)
            {
                return position;
            }
        }

        return line.Length;
    }

    private static Dictionary<char, double> Widths(TrueTypeFont font)
    {
        var characters = font.WindowsUnicodeCMap ?? throw new InvalidOperationException($"The font {font.Name} has no Unicode table.");
        var widths = new Dictionary<char, double>();
        for (var code = 0x20; code < char.MaxValue; code++)
        {
            // Glyph 0 is the box for what is missing.
            if (characters.CharacterCodeToGlyphIndex(code) != 0 && font.TryGetAdvanceWidth(code, out var width))
            {
                widths[(char)code] = width / font.GetUnitsPerEm();
            }
        }

        return widths;
    }

    private static Typeface Load(string name)
    {
        using var stream = typeof(Typeface).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The font {name} is missing.");
        using var file = new MemoryStream();
        stream.CopyTo(file);
        return new Typeface(file.ToArray());
    }
}
