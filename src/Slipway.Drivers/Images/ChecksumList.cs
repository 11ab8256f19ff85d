using System.Text;
using System.Text.RegularExpressions;

namespace Slipway.Drivers.Images;

/// <summary>
/// A file of SHA-256 checksums, in either of the two usual forms: <c>hex  file</c> as sha256sum writes it, and
/// <c>SHA256 (file) = hex</c> as BSD and Fedora's family do.
/// </summary>
internal sealed partial record ChecksumList(IReadOnlyList<(string File, string Sha256)> Entries)
{
    public static ChecksumList Parse(ReadOnlySpan<byte> text)
    {
        var entries = new List<(string, string)>();
        foreach (var line in Encoding.UTF8.GetString(text).Split('\n'))
        {
            if (Entry().Match(line) is { Success: true } found)
            {
                entries.Add((found.Groups["file"].Value, found.Groups["sha256"].Value.ToLowerInvariant()));
            }
        }

        return new ChecksumList(entries);
    }

    /// <summary>The checksum of this file; null when it is not there, or there with two different ones.</summary>
    /// <param name="alone">The list is of this one file only: its one entry counts whatever it is called.</param>
    public string? Find(string file, bool alone)
    {
        var found = Entries.Where(entry => entry.File == file || entry.File == $"./{file}").Select(entry => entry.Sha256).Distinct().ToList();
        if (found.Count == 0 && alone)
        {
            found = [.. Entries.Select(entry => entry.Sha256).Distinct()];
        }

        return found.Count == 1 ? found[0] : null;
    }

    [GeneratedRegex(@"\A(?:(?<sha256>[0-9a-fA-F]{64}) [ *](?<file>[^\r]+)|SHA256 \((?<file>[^\r]+)\) = (?<sha256>[0-9a-fA-F]{64}))\s*\z")]
    private static partial Regex Entry();
}
