using System.Text.Json;

namespace Slipway.Drivers.Images;

/// <summary>Where an image came from and what it looked like then; the file beside it.</summary>
/// <param name="Source"><c>vendor</c>, <c>debian</c> or <c>iso</c>.</param>
/// <param name="Sha256">Of the finished image.</param>
/// <param name="Bytes">Size of the finished image.</param>
/// <param name="Made">When it got its name.</param>
public sealed record ImageRecord(string Name, string Source, string Sha256, long Bytes, DateTimeOffset Made)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
    };

    /// <summary>What was fetched.</summary>
    public Uri? Url { get; init; }

    /// <summary>SHA-256 of what was fetched, as the vendor states it.</summary>
    public string? DownloadSha256 { get; init; }

    /// <summary>Where the vendor stated it.</summary>
    public Uri? Checksums { get; init; }

    /// <summary>Fingerprint of the key that signed the statement; null when nobody did.</summary>
    public string? SignedBy { get; init; }

    /// <summary>Fingerprint of what the image was built from.</summary>
    public string? Recipe { get; init; }

    /// <summary>Null when there is none, or none that can be read.</summary>
    public static ImageRecord? Read(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<ImageRecord>(File.ReadAllBytes(path), Json) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public void Write(string path)
    {
        var draft = $"{path}.new";
        File.WriteAllBytes(draft, JsonSerializer.SerializeToUtf8Bytes(this, Json));
        File.Move(draft, path, overwrite: true);
    }
}
