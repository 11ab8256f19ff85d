using System.Net.Http.Headers;
using System.Text.Json;

namespace Slipway.Drivers.Images;

/// <summary>The received beginning of a file, and beside it whose beginning it is.</summary>
internal sealed class DownloadPart(string path, string record)
{
    public string Path { get; } = path;

    public long Length => new FileInfo(Path) is { Exists: true } file ? file.Length : 0;

    public void Delete()
    {
        File.Delete(Path);
        File.Delete(record);
    }

    /// <summary>Throws away what is a part of something else, or of nobody knows what.</summary>
    public void KeepOnly(Uri url, string sha256)
    {
        if (Read() is not { } origin || origin.Url != url || origin.Sha256 != sha256)
        {
            Delete();
        }
    }

    /// <summary>Asks for the rest only, where the server can tell whether it still has the same file; answers from where.</summary>
    public long Resume(HttpRequestMessage request)
    {
        var condition = Read() switch
        {
            { ETag: { } tag } => new RangeConditionHeaderValue(new EntityTagHeaderValue(tag)),
            { LastModified: { } date } => new RangeConditionHeaderValue(date),
            _ => null,
        };
        if (condition is null || Length == 0)
        {
            return 0;
        }

        request.Headers.Range = new RangeHeaderValue(Length, null);
        request.Headers.IfRange = condition;
        return Length;
    }

    /// <summary>Written before the first byte: a part without it would be of nobody knows what.</summary>
    public void Begin(Origin origin, long offset)
    {
        if (offset == 0)
        {
            Delete();
        }

        File.WriteAllBytes(record, JsonSerializer.SerializeToUtf8Bytes(origin));
    }

    public FileStream Open(long offset) => new(Path, offset == 0 ? FileMode.Create : FileMode.Append, FileAccess.Write, FileShare.Read, 1, FileOptions.Asynchronous);

    private Origin? Read()
    {
        try
        {
            return File.Exists(record) ? JsonSerializer.Deserialize<Origin>(File.ReadAllBytes(record)) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal sealed record Origin(Uri Url, string Sha256, string? ETag, DateTimeOffset? LastModified);
}
