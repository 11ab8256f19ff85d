using System.Globalization;
using System.Text;

namespace Slipway.Dns;

/// <summary>Text of TXT records: as customers write it, with quotes or without, and as DNS servers read it, in quoted pieces of 255 bytes.</summary>
internal static class TextContent
{
    public const int MostBytes = 4000;

    private const int MostBytesOfPiece = 255;

    public static Result<string> Publish(string content)
    {
        var pieces = content.StartsWith('"') ? Read(content) : [Encoding.UTF8.GetBytes(content)];
        return pieces is null ? DnsFailures.Record("content", "it begins with a quote; then it must be one or more quoted pieces, \"like this\" \"and this\", with \\\" for a quote inside.")
            : pieces.Sum(piece => piece.Length) > MostBytes ? DnsFailures.Record("content", $"too long, at most {MostBytes} bytes.")
            : string.Join(' ', pieces.SelectMany(piece => piece.Length == 0 ? [piece] : piece.Chunk(MostBytesOfPiece)).Select(Quote));
    }

    /// <summary>The bytes of quoted pieces; null when it is no such thing.</summary>
    public static List<byte[]>? Read(string text)
    {
        var pieces = new List<byte[]>();
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] is ' ')
            {
                continue;
            }

            if (text[at] is not '"' || ReadPiece(text, ref at) is not { } piece)
            {
                return null;
            }

            pieces.Add(piece);
        }

        return pieces;
    }

    /// <summary>From the opening quote to the closing one.</summary>
    private static byte[]? ReadPiece(string text, ref int at)
    {
        var bytes = new List<byte>();
        Span<byte> rune = stackalloc byte[4];
        for (at++; at < text.Length; at++)
        {
            if (text[at] == '"')
            {
                return [.. bytes];
            }

            if (text[at] == '\\')
            {
                if (at + 3 < text.Length && byte.TryParse(text.AsSpan(at + 1, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                {
                    bytes.Add(number);
                    at += 3;
                    continue;
                }

                at++;
            }

            if (at < text.Length)
            {
                _ = Rune.DecodeFromUtf16(text.AsSpan(at), out var letter, out var length);
                bytes.AddRange(rune[..letter.EncodeToUtf8(rune)]);
                at += length - 1;
            }
        }

        return null;
    }

    private static string Quote(byte[] piece)
    {
        var text = new StringBuilder("\"", piece.Length + 2);
        foreach (var letter in piece)
        {
            _ = letter is (byte)'"' or (byte)'\\' ? text.Append('\\').Append((char)letter)
                : letter is >= 0x20 and < 0x7f ? text.Append((char)letter)
                : text.Append(CultureInfo.InvariantCulture, $"\\{letter:d3}");
        }

        return text.Append('"').ToString();
    }
}
