using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Slipway.Machines;

namespace Slipway.Drivers.Qemu;

/// <summary>The images of this box, files called as the image. They are read and never written.</summary>
internal sealed partial class QemuImages(Programs programs, IOptions<QemuOptions> options, TimeProvider time)
{
    // qemu-img check: 3 means space lost, which harms nobody.
    private const int LeakedClusters = 3;

    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, (bool There, long Asked)> _there = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, (DateTime Written, long Bytes)> _whole = new(StringComparer.Ordinal);

    private string Folder { get; } = Path.GetFullPath(options.Value.Images);

    public string PathOf(ImageRef image) => Path.Combine(Folder, $"{image.Name}.qcow2");

    /// <summary>Is the file there? Asked for every line of the catalog, so an answer is good for a moment.</summary>
    public bool Exists(ImageRef image)
    {
        if (_there.TryGetValue(image.Name, out var known) && time.GetElapsedTime(known.Asked) < Memory)
        {
            return known.There;
        }

        var there = Name().IsMatch(image.Name) && File.Exists(PathOf(image));
        _there[image.Name] = (there, time.GetTimestamp());
        return there;
    }

    /// <summary>Null when the image is there, whole, and fits on the disk.</summary>
    public async Task<Failure?> CheckAsync(ImageRef image, int? diskGb, CancellationToken cancellationToken)
    {
        var file = new FileInfo(PathOf(image));
        if (!Name().IsMatch(image.Name) || !file.Exists)
        {
            return new Failure(FailureKind.Unavailable, "qemu.image-missing", "This system is not available just now.", new DriverFacts($"there is no {file.FullName}: slipwayd images list shows the images and where they come from"));
        }

        var info = await programs.RunAsync(options.Value.QemuImg, ["info", "-U", "--output=json", file.FullName], TimeSpan.FromSeconds(30), cancellationToken);
        if (info.ExitCode is ProgramOutcome.NotStarted or ProgramOutcome.TimedOut)
        {
            return info.ToFailure("qemu.image-check");
        }

        if (!info.Succeeded)
        {
            return Broken(file, info.Errors);
        }

        using var facts = JsonDocument.Parse(info.Output);
        if (facts.RootElement.GetProperty("format").GetString() is not "qcow2" || facts.RootElement.TryGetProperty("backing-filename", out _))
        {
            return Broken(file, "not a qcow2 file that stands alone");
        }

        if (diskGb is { } room && facts.RootElement.GetProperty("virtual-size").GetInt64() > (long)room << 30)
        {
            return new Failure(FailureKind.Unsupported, "qemu.disk-too-small", "The disk of this server is too small for this system.", new DriverFacts($"{file.FullName} does not fit into {room} GiB"));
        }

        var version = (file.LastWriteTimeUtc, file.Length);
        if (_whole.TryGetValue(image.Name, out var checkedVersion) && checkedVersion == version)
        {
            return null;
        }

        var check = await programs.RunAsync(options.Value.QemuImg, ["check", "-U", "-q", file.FullName], TimeSpan.FromMinutes(1), cancellationToken);
        if (!check.Succeeded && check.ExitCode is not LeakedClusters)
        {
            return check.ExitCode is ProgramOutcome.TimedOut ? check.ToFailure("qemu.image-check") : Broken(file, check.Errors);
        }

        _whole[image.Name] = version;
        return null;
    }

    private static Failure Broken(FileInfo file, string why) => new(
        FailureKind.Unsupported,
        "qemu.image-broken",
        "This system is not available.",
        new DriverFacts($"{file.FullName} is not usable, build it again: {why}"));

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9.+_-]*\z")]
    private static partial Regex Name();
}
