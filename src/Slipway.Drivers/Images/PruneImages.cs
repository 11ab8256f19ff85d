using System.Globalization;

namespace Slipway.Drivers.Images;

/// <summary>Removes what nobody needs any more. What somebody works on at this moment is left alone.</summary>
internal sealed class PruneImages(Programs programs)
{
    private const string Extension = ".qcow2";

    public async Task<PrunePlan> PlanAsync(IReadOnlyCollection<string> named, ImageFolder folder, bool packages, bool unused, CancellationToken cancellationToken)
    {
        var remove = new List<PruneItem>();
        var kept = new List<PruneItem>();
        if (!Directory.Exists(folder.Path))
        {
            return new PrunePlan(remove, kept);
        }

        Downloads(folder, remove, kept);
        foreach (var path in Directory.EnumerateFiles(folder.Path).Order(StringComparer.Ordinal))
        {
            var file = Path.GetFileName(path);
            if (Leftover(path, file) is { } why)
            {
                (IsHeld(folder, NameOf(file)) ? kept : remove).Add(Item(path, IsHeld(folder, NameOf(file)) ? "being made at this moment" : why));
            }
            else if (file.EndsWith(Extension, StringComparison.Ordinal) && file[0] != '.')
            {
                await ImageAsync(file[..^Extension.Length], path, named, folder, unused, remove, kept, cancellationToken);
            }
        }

        if (packages && Directory.Exists(folder.Packages))
        {
            remove.Add(new PruneItem(folder.Packages, SizeOf(folder.Packages), "packages kept by the builds"));
        }

        return new PrunePlan(remove, kept);
    }

    public static void Carry(PrunePlan plan)
    {
        foreach (var item in plan.Remove)
        {
            if (Directory.Exists(item.Path))
            {
                Directory.Delete(item.Path, recursive: true);
            }
            else
            {
                File.Delete(item.Path);
            }
        }
    }

    private static void Downloads(ImageFolder folder, List<PruneItem> remove, List<PruneItem> kept)
    {
        if (!Directory.Exists(folder.Downloads))
        {
            return;
        }

        foreach (var path in Directory.EnumerateFiles(folder.Downloads).Order(StringComparer.Ordinal))
        {
            var file = Path.GetFileName(path);
            var (name, why) = file switch
            {
                _ when file.EndsWith(".part", StringComparison.Ordinal) => (file[..^5], "a download that was broken off"),
                _ when file.EndsWith(".part.json", StringComparison.Ordinal) => (file[..^10], "a download that was broken off"),
                _ when file.EndsWith(".rejected", StringComparison.Ordinal) => (file[..^9], "a download that was refused"),
                _ => ("", ""),
            };
            if (name.Length > 0)
            {
                (IsHeld(folder, name) ? kept : remove).Add(Item(path, IsHeld(folder, name) ? "being fetched at this moment" : why));
            }
        }
    }

    private async Task ImageAsync(string name, string path, IReadOnlyCollection<string> named, ImageFolder folder, bool unused, List<PruneItem> remove, List<PruneItem> kept, CancellationToken cancellationToken)
    {
        var known = named.Contains(name);
        if (known && !unused)
        {
            return;
        }

        if (!known && !File.Exists(folder.RecordOf(name)) && !File.Exists(folder.FingerprintOf(name)))
        {
            kept.Add(Item(path, "no recipe names it, and Slipway did not make it: remove it yourself if it is not needed"));
        }
        else if (await LinksAsync(path, cancellationToken) != 1)
        {
            kept.Add(Item(path, "machines use it"));
        }
        else if (IsHeld(folder, name))
        {
            kept.Add(Item(path, "being made at this moment"));
        }
        else
        {
            var why = known ? "no machine uses it" : "no recipe names it any more";
            remove.AddRange(new[] { path, folder.RecordOf(name), folder.FingerprintOf(name) }.Where(File.Exists).Select(file => Item(file, why)));
        }
    }

    /// <summary>Why this file is of no use, or null.</summary>
    private static string? Leftover(string path, string file) => file switch
    {
        _ when file[0] == '.' && file.Contains($"{Extension}.new", StringComparison.Ordinal) => "an image that was never finished",
        _ when file.Contains($"{Extension}.tmp.", StringComparison.Ordinal) => "an image that was never finished",
        _ when file.EndsWith($"{Extension}.json.new", StringComparison.Ordinal) => "a record that was never finished",
        _ when (file.EndsWith($"{Extension}.json", StringComparison.Ordinal) || file.EndsWith($"{Extension}.recipe", StringComparison.Ordinal)) && !File.Exists(Path.ChangeExtension(path, null)) => "its image is gone",
        _ => null,
    };

    private static string NameOf(string file) => file.TrimStart('.')[..file.TrimStart('.').IndexOf(Extension, StringComparison.Ordinal)];

    /// <summary>By a pull of ours, or by a build script, whose lock lies beside the image.</summary>
    private static bool IsHeld(ImageFolder folder, string name) => new[] { folder.LockOf(name), $"{folder.ImageOf(name)}.lock" }.Any(path =>
    {
        using var taken = File.Exists(path) ? FileLock.TryTake(path) : Stream.Null;
        return taken is null;
    });

    /// <summary>A machine keeps its image by a link: more than one name means that it is in use. 0 when nobody can tell.</summary>
    private async Task<int> LinksAsync(string path, CancellationToken cancellationToken)
    {
        var stat = await programs.RunAsync("stat", ["-c", "%h", "--", path], TimeSpan.FromSeconds(10), cancellationToken);
        return stat.Succeeded && int.TryParse(stat.Output.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var links) ? links : 0;
    }

    private static PruneItem Item(string path, string why) => new(path, new FileInfo(path).Length, why);

    private static long SizeOf(string folder) => new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
}

/// <param name="Kept">What is not removed although it looks like it, and why.</param>
public sealed record PrunePlan(IReadOnlyList<PruneItem> Remove, IReadOnlyList<PruneItem> Kept);

public sealed record PruneItem(string Path, long Bytes, string Why);
