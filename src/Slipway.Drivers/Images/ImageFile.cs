using System.Security.Cryptography;
using System.Text.Json;

namespace Slipway.Drivers.Images;

/// <summary>What qemu-img knows and does about image files.</summary>
internal sealed class ImageFile(Programs programs)
{
    private const string QemuImg = "qemu-img";

    // qemu-img check: 3 means space lost, which harms nobody.
    private const int LeakedClusters = 3;

    private static readonly TimeSpan Short = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    /// <summary>How large the stand-alone qcow2 file of it will be at most.</summary>
    public async Task<Result<long>> MeasureAsync(string file, string format, CancellationToken cancellationToken)
    {
        // The format is said and never guessed, and a file that refers to others is refused: it could name any file of this box.
        var info = await programs.RunAsync(QemuImg, ["info", "-f", format, "--output=json", file], Short, cancellationToken);
        if (!info.Succeeded)
        {
            return Unusable(file, $"it is no {format} file: {info.Errors}");
        }

        using (var facts = JsonDocument.Parse(info.Output))
        {
            if (facts.RootElement.TryGetProperty("backing-filename", out var other)
                || (facts.RootElement.TryGetProperty("format-specific", out var specific) && specific.TryGetProperty("data", out var data) && data.TryGetProperty("data-file", out other)))
            {
                return Unusable(file, $"it does not stand alone, it refers to '{other}'");
            }
        }

        var measured = await programs.RunAsync(QemuImg, ["measure", "-f", format, "-O", "qcow2", "--output=json", file], Short, cancellationToken);
        if (!measured.Succeeded)
        {
            return Unusable(file, measured.Errors);
        }

        using var sizes = JsonDocument.Parse(measured.Output);
        return sizes.RootElement.GetProperty("required").GetInt64();
    }

    public async Task<Failure?> ConvertAsync(string file, string format, string target, CancellationToken cancellationToken)
    {
        var converted = await programs.RunAsync(QemuImg, ["convert", "-f", format, "-O", "qcow2", file, target], Long, cancellationToken);
        return converted.Succeeded ? await CheckAsync(target, cancellationToken) : Unusable(file, converted.Errors);
    }

    /// <summary>Null when the file is a whole qcow2 image.</summary>
    public async Task<Failure?> CheckAsync(string file, CancellationToken cancellationToken)
    {
        var check = await programs.RunAsync(QemuImg, ["check", "-U", "-q", "-f", "qcow2", file], Long, cancellationToken);
        return check.Succeeded || check.ExitCode is LeakedClusters ? null : Unusable(file, check.Errors.Length > 0 ? check.Errors : $"qemu-img check ends with {check.ExitCode}");
    }

    public static async Task<string> Sha256Async(string file, Action<long, long?> watcher, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        for (long done = 0; ;)
        {
            var read = await stream.ReadAsync(buffer, cancellationToken);
            if (read == 0)
            {
                return Convert.ToHexStringLower(hash.GetHashAndReset());
            }

            hash.AppendData(buffer, 0, read);
            watcher(done += read, stream.Length);
        }
    }

    private static Failure Unusable(string file, string why) => new(FailureKind.Unsupported, "images.unusable", $"{file} cannot be used: {why}");
}
