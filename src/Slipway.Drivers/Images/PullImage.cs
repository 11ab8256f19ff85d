namespace Slipway.Drivers.Images;

/// <summary>
/// Fetches a vendor's image. It gets its name when its checksum is right, the checksum's signature is right and it was
/// converted, and not before; until then an older image of the name stays in use.
/// </summary>
internal sealed class PullImage(Download download, VendorChecksums checksums, ImageFile images, DiskSpace space, TimeProvider time)
{
    /// <param name="force">Also when the image there is the vendor's present one.</param>
    public async Task<Result<PulledImage>> RunAsync(string name, VendorImage image, ImageFolder folder, bool force, ImageWatcher watcher, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder.Downloads);
        await using var held = await FileLock.TakeAsync(folder.LockOf(name), () => watcher(new ImageProgress(name, ImagePhase.Waiting)), time, cancellationToken);
        if (!(await checksums.AskAsync(image, cancellationToken)).TryGet(out var statement, out var failure))
        {
            return failure;
        }

        if (!force && ImageRecord.Read(folder.RecordOf(name)) is { } present && File.Exists(folder.ImageOf(name)) && present.DownloadSha256 == statement.Sha256)
        {
            return new PulledImage(present, Fetched: false);
        }

        var part = new DownloadPart(folder.PartOf(name), folder.PartRecordOf(name));
        failure = await download.LargeAsync(
            image.Url,
            part,
            statement.Sha256,
            bytes => space.Check(folder.Downloads, bytes, $"The download of {name}"),
            (done, total) => watcher(new ImageProgress(name, ImagePhase.Downloading, done, total)),
            cancellationToken);
        if (failure is not null)
        {
            return failure;
        }

        var got = await ImageFile.Sha256Async(part.Path, (done, total) => watcher(new ImageProgress(name, ImagePhase.Checking, done, total)), cancellationToken);
        if (got != statement.Sha256)
        {
            var rejected = folder.RejectedOf(name);
            File.Move(part.Path, rejected, overwrite: true);
            part.Delete();
            return new Failure(
                FailureKind.Forbidden,
                "images.checksum-wrong",
                $"What came from {image.Url} is not what {image.Checksums?.ToString() ?? "the recipe"} states: expected SHA-256 {statement.Sha256}, got {got}. It was put aside as {rejected} and is not used; an image that was there is unchanged. The vendor may have been replacing his files: pull again in a while. If it stays so, something between you and the vendor changes files.");
        }

        return await FinishAsync(name, image, statement, part, folder, watcher, cancellationToken);
    }

    private async Task<Result<PulledImage>> FinishAsync(
        string name, VendorImage image, VendorStatement statement, DownloadPart part, ImageFolder folder, ImageWatcher watcher, CancellationToken cancellationToken)
    {
        watcher(new ImageProgress(name, ImagePhase.Converting));
        if (!(await images.MeasureAsync(part.Path, image.Format, cancellationToken)).TryGet(out var bytes, out var failure) || (failure = space.Check(folder.Path, bytes, $"The image {name}")) is not null)
        {
            return failure;
        }

        var draft = folder.DraftOf(name);
        try
        {
            if (await images.ConvertAsync(part.Path, image.Format, draft, cancellationToken) is { } broken)
            {
                return broken;
            }

            var sha256 = await ImageFile.Sha256Async(draft, (_, _) => { }, cancellationToken);
            var record = new ImageRecord(name, "vendor", sha256, new FileInfo(draft).Length, time.GetUtcNow())
            {
                Url = image.Url,
                DownloadSha256 = statement.Sha256,
                Checksums = image.Checksums,
                SignedBy = statement.SignedBy,
            };
            // What was known of the old image goes first: a crash in between leaves an image without a record, not with a wrong one.
            File.Delete(folder.RecordOf(name));
            File.Delete(folder.FingerprintOf(name));
            File.Move(draft, folder.ImageOf(name), overwrite: true);
            record.Write(folder.RecordOf(name));
            part.Delete();
            File.Delete(folder.RejectedOf(name));
            return new PulledImage(record, Fetched: true);
        }
        finally
        {
            File.Delete(draft);
        }
    }
}

/// <param name="Fetched">False when the image there was the vendor's present one already.</param>
public sealed record PulledImage(ImageRecord Record, bool Fetched);
