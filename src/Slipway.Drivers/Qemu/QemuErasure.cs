using System.Text.Json;
using Slipway.Machines;

namespace Slipway.Drivers.Qemu;

/// <summary><c>erase.json</c>: how far the erasing of a machine's disk is, and what came of it. It lies there until there is another disk.</summary>
internal sealed record QemuErasure
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The file that is being overwritten, by its path.</summary>
    public string File { get; init; } = "";

    /// <summary>Those that are, each with its path.</summary>
    public IReadOnlyDictionary<string, ErasedDisk> Erased { get; init; } = new Dictionary<string, ErasedDisk>();

    /// <summary>Of that file. One of another length is another one.</summary>
    public long Length { get; init; } = -1;

    /// <summary>Up to here the file is zeros, durably.</summary>
    public long Position { get; init; }

    /// <summary>Bytes that were written to get there: holes of the file are passed over.</summary>
    public long Overwritten { get; init; }

    /// <summary>Null until it is done.</summary>
    public EraseReport? Report { get; init; }

    public static QemuErasure? Find(QemuFiles files)
    {
        try
        {
            return JsonSerializer.Deserialize<QemuErasure>(System.IO.File.ReadAllBytes(files.Erasure), Json);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public void Save(QemuFiles files) => AtomicFile.Write(files.Erasure, JsonSerializer.SerializeToUtf8Bytes(this, Json));
}
