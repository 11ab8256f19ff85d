namespace Slipway.Drivers.Images;

/// <summary>Are the images still what they were? Changes nothing.</summary>
internal sealed class VerifyImages(ImageFile images)
{
    public async Task<VerifiedImage> RunAsync(string name, ImageFolder folder, ImageWatcher watcher, CancellationToken cancellationToken)
    {
        var file = folder.ImageOf(name);
        if (await images.CheckAsync(file, cancellationToken) is { } broken)
        {
            return new VerifiedImage(name, false, null, broken.Message);
        }

        var sha256 = await ImageFile.Sha256Async(file, (done, total) => watcher(new ImageProgress(name, ImagePhase.Checking, done, total)), cancellationToken);
        var record = ImageRecord.Read(folder.RecordOf(name));
        var fingerprint = BuildImages.ReadFingerprint(folder, name);
        if (record is null || (record.Recipe is { } recipe && recipe != fingerprint))
        {
            return new VerifiedImage(name, true, sha256, "whole; no SHA-256 was recorded for it, so whether it has changed is not known");
        }

        return record.Sha256 == sha256
            ? new VerifiedImage(name, true, sha256, "as it was made")
            : new VerifiedImage(name, false, sha256, $"changed since {record.Made:yyyy-MM-dd HH:mm}: expected SHA-256 {record.Sha256}, got {sha256}. Pull or build it again with --force; if you have built it by hand, remove {folder.RecordOf(name)}");
    }
}

public sealed record VerifiedImage(string Name, bool Good, string? Sha256, string Note);
