using System.Globalization;

namespace Slipway.Support;

/// <summary>A file that is to be kept with a message. Its name is a name and no path, its type one that no browser runs.</summary>
public sealed record TicketFile
{
    public const int Most = 5;
    public const int LargestBytes = 5 * 1024 * 1024;
    public const int MostOnTicket = 50;
    private const int LongestName = 100;
    private const string Unknown = "application/octet-stream";

    // What is shown as what it is; everything else is bytes to be kept.
    private static readonly Dictionary<string, string> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        [".txt"] = "text/plain",
        [".log"] = "text/plain",
        [".png"] = "image/png",
        [".jpg"] = "image/jpeg",
        [".jpeg"] = "image/jpeg",
        [".gif"] = "image/gif",
        [".webp"] = "image/webp",
        [".pdf"] = "application/pdf",
        [".zip"] = "application/zip",
        [".gz"] = "application/gzip",
    };

    private TicketFile(string name, string contentType, byte[] content)
    {
        Name = name;
        ContentType = contentType;
        Content = content;
    }

    public string Name { get; }

    public string ContentType { get; }

    public byte[] Content { get; }

    /// <param name="name">As somebody else's program calls it.</param>
    /// <param name="declared">The type it is said to have; without one the name decides.</param>
    /// <param name="number">Names it when nothing of its name can be kept.</param>
    public static TicketFile Of(string? name, string? declared, byte[] content, int number)
    {
        var kept = SafeName(name ?? "");
        var known = declared is null
            ? Types.GetValueOrDefault(Path.GetExtension(kept))
            : Types.Values.FirstOrDefault(type => type.Equals(declared.Trim(), StringComparison.OrdinalIgnoreCase));
        return new(kept.Length > 0 ? kept : $"attachment-{number.ToString(CultureInfo.InvariantCulture)}", known ?? Unknown, content);
    }

    private static string SafeName(string name)
    {
        var last = TicketText.CleanLine(name.Split('/', '\\')[^1], 1000);
        var plain = new string([.. last.Select(sign => "<>:\"|?*;".Contains(sign, StringComparison.Ordinal) ? '_' : sign)]).Trim('.', ' ');
        if (plain.Length <= LongestName)
        {
            return plain;
        }

        // The end says what it is.
        var extension = Path.GetExtension(plain) is { Length: <= 10 } end ? end : "";
        return TicketText.Cut(plain, LongestName - extension.Length) + extension;
    }
}
