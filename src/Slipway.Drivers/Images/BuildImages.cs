namespace Slipway.Drivers.Images;

/// <summary>Builds images by the scripts of the catalog, and writes down what came of it.</summary>
internal sealed class BuildImages(ProgramStream programs, Download download, ImageFile images, DiskSpace space, TimeProvider time)
{
    /// <summary>Debian images, all that fit at once. What is up to date already is left alone by the script.</summary>
    public async Task<Failure?> DebianAsync(IReadOnlyList<ImageRecipe> recipes, BuildScripts scripts, ImageFolder folder, ImageWatcher watcher, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder.Path);
        List<string> broken = [];
        List<string> last = [];
        var exit = 0;
        foreach (var arguments in Calls(recipes, scripts, folder))
        {
            var code = await programs.RunAsync("bash", arguments, line => Tell(recipes.Count == 1 ? recipes[0].Name : "build", line, last, watcher), cancellationToken);
            exit = exit == 0 ? code : exit;
        }

        foreach (var name in recipes.Select(recipe => recipe.Name))
        {
            var fingerprint = ReadFingerprint(folder, name);
            if (!File.Exists(folder.ImageOf(name)) || fingerprint is null)
            {
                broken.Add(name);
            }
            else if (ImageRecord.Read(folder.RecordOf(name)) is not { } record || record.Recipe != fingerprint || record.Made < File.GetLastWriteTimeUtc(folder.ImageOf(name)))
            {
                await WriteRecordAsync(name, "debian", folder, new ImageRecord(name, "debian", "", 0, time.GetUtcNow()) { Recipe = fingerprint }, watcher, cancellationToken);
            }
        }

        return exit == 0 && broken.Count == 0 ? null : Failed(broken.Count > 0 ? broken : [.. recipes.Select(recipe => recipe.Name)], exit, last);
    }

    private static IEnumerable<IReadOnlyList<string>> Calls(IReadOnlyList<ImageRecipe> recipes, BuildScripts scripts, ImageFolder folder)
    {
        var shipped = recipes.Where(recipe => scripts.IsShipped(recipe.Name.Split('+')[0], (ImageSource.Debian)recipe.Source)).Select(recipe => recipe.Name).ToList();
        if (shipped.Count > 0)
        {
            yield return [scripts.BuildAll, folder.Path, .. shipped];
        }

        foreach (var recipe in recipes.Where(recipe => !shipped.Contains(recipe.Name)))
        {
            var source = (ImageSource.Debian)recipe.Source;
            yield return
            [
                scripts.BuildDebian, "--suite", source.Suite, "--out", folder.ImageOf(recipe.Name), "--cache", folder.Packages,
                .. source.Software is { } software ? new[] { "--software", scripts.SoftwareFolder(software) } : [],
            ];
        }
    }

    /// <summary>Windows, from the operator's own medium.</summary>
    public async Task<Failure?> WindowsAsync(string name, ImageSource.Iso source, WindowsMedia media, BuildScripts scripts, ImageFolder folder, ImageWatcher watcher, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder.Downloads);
        await using var held = await FileLock.TakeAsync(folder.LockOf(name), () => watcher(new ImageProgress(name, ImagePhase.Waiting)), time, cancellationToken);
        var iso = media.Iso;
        if (Uri.TryCreate(media.Iso, UriKind.Absolute, out var url) && url.Scheme is "https" or "http")
        {
            var part = new DownloadPart(folder.PartOf(name), folder.PartRecordOf(name));
            if (await download.LargeAsync(
                url,
                part,
                media.Sha256,
                bytes => space.Check(folder.Downloads, bytes, $"The medium of {name}"),
                (done, total) => watcher(new ImageProgress(name, ImagePhase.Downloading, done, total)),
                cancellationToken) is { } failure)
            {
                return failure;
            }

            iso = part.Path;
        }
        else if (!File.Exists(iso))
        {
            return new Failure(FailureKind.NotFound, "images.medium-missing", $"There is no file {iso}.");
        }

        var got = await ImageFile.Sha256Async(iso, (done, total) => watcher(new ImageProgress(name, ImagePhase.Checking, done, total)), cancellationToken);
        if (got != media.Sha256)
        {
            return new Failure(FailureKind.Forbidden, "images.medium-wrong", $"{media.Iso} is not the medium you named: expected SHA-256 {media.Sha256}, got {got}. Nothing was built. Compare with what the vendor publishes for this medium{(iso == media.Iso ? "" : $", and remove {iso} to fetch it anew")}.");
        }

        var draft = folder.DraftOf(name);
        try
        {
            List<string> last = [];
            var exit = await programs.RunAsync(
                "bash",
                [scripts.BuildWindows, "--iso", iso, "--edition", source.Edition, "--drivers", source.Drivers, "--virtio", media.Virtio, "--cloudbase-init", media.CloudbaseInit, .. media.Options, "--out", draft],
                line => Tell(name, line, last, watcher),
                cancellationToken);
            if (exit != 0 || !File.Exists(draft))
            {
                return Failed([name], exit, last);
            }

            if (await images.CheckAsync(draft, cancellationToken) is { } broken)
            {
                return broken;
            }

            File.Delete(folder.RecordOf(name));
            File.Move(draft, folder.ImageOf(name), overwrite: true);
            await WriteRecordAsync(name, "iso", folder, new ImageRecord(name, "iso", "", 0, time.GetUtcNow()) { Url = url, DownloadSha256 = media.Sha256 }, watcher, cancellationToken);
            if (iso != media.Iso)
            {
                new DownloadPart(folder.PartOf(name), folder.PartRecordOf(name)).Delete();
            }

            return null;
        }
        finally
        {
            File.Delete(draft);
        }
    }

    public static string? ReadFingerprint(ImageFolder folder, string name) =>
        File.Exists(folder.FingerprintOf(name)) ? File.ReadAllText(folder.FingerprintOf(name)).Trim() : null;

    private static async Task WriteRecordAsync(string name, string source, ImageFolder folder, ImageRecord record, ImageWatcher watcher, CancellationToken cancellationToken)
    {
        var sha256 = await ImageFile.Sha256Async(folder.ImageOf(name), (done, total) => watcher(new ImageProgress(name, ImagePhase.Checking, done, total)), cancellationToken);
        (record with { Source = source, Sha256 = sha256, Bytes = new FileInfo(folder.ImageOf(name)).Length }).Write(folder.RecordOf(name));
    }

    private static void Tell(string name, string line, List<string> last, ImageWatcher watcher)
    {
        last.Add(line);
        if (last.Count > 5)
        {
            last.RemoveAt(0);
        }

        watcher(new ImageProgress(name, ImagePhase.Building, Note: line));
    }

    private static Failure Failed(IReadOnlyList<string> names, int exit, List<string> last) => new(
        FailureKind.Unavailable,
        "images.build-failed",
        $"{string.Join(", ", names)} could not be built: the script ended with {exit}. Its last words: {string.Join(" / ", last)}");
}

/// <summary>The operator's licensed medium, and what goes into the installation besides.</summary>
/// <param name="Iso">A file, or an address to fetch it from.</param>
/// <param name="Virtio">The disc of virtio drivers, a file.</param>
/// <param name="CloudbaseInit">The installer of cloudbase-init, a file.</param>
/// <param name="Options">More options of the script.</param>
public sealed record WindowsMedia(string Iso, string Sha256, string Virtio, string CloudbaseInit, IReadOnlyList<string> Options);
