namespace Slipway.Drivers.Images;

/// <summary>Which images there are, and which there could be.</summary>
internal sealed class ListImages(VendorChecksums checksums)
{
    /// <param name="scripts">Null where they are not installed: what was built cannot be compared then.</param>
    /// <param name="online">Ask the vendors whether they have newer ones.</param>
    public async Task<IReadOnlyList<ImageEntry>> RunAsync(IEnumerable<ImageRecipe> recipes, ImageFolder folder, BuildScripts? scripts, bool online, CancellationToken cancellationToken)
    {
        var entries = new List<ImageEntry>();
        foreach (var recipe in recipes)
        {
            var file = new FileInfo(folder.ImageOf(recipe.Name));
            if (!file.Exists)
            {
                entries.Add(new ImageEntry(recipe, null, 0, null, false, null));
                continue;
            }

            var record = ImageRecord.Read(folder.RecordOf(recipe.Name));
            var outdated = Outdated(recipe.Source, record, BuildImages.ReadFingerprint(folder, recipe.Name), scripts);
            if (outdated is null && online && recipe.Source is ImageSource.Vendor vendor && record is not null)
            {
                outdated = (await checksums.AskAsync(vendor.Image, cancellationToken)).TryGet(out var statement, out var failure)
                    ? statement.Sha256 == record.DownloadSha256 ? null : "the vendor has a newer one"
                    : $"not known: {failure.Message}";
            }

            entries.Add(new ImageEntry(recipe, record, file.Length, file.LastWriteTimeUtc, outdated is not null, outdated));
        }

        return entries;
    }

    private static string? Outdated(ImageSource source, ImageRecord? record, string? fingerprint, BuildScripts? scripts) => source switch
    {
        ImageSource.Debian debian when fingerprint is null => $"not built by this recipe ({debian.Suite})",
        ImageSource.Debian debian when scripts is not null && File.Exists(scripts.BuildDebian) && scripts.FingerprintOf(debian) != fingerprint => "the recipe has changed since it was built",
        ImageSource.Vendor { Image: var image } when record is not null && (record.Url != image.Url || (image.Sha256 is { } pinned && pinned != record.DownloadSha256)) => "the recipe names another file now",
        _ => null,
    };
}

/// <param name="Made">Null when the image is not there.</param>
/// <param name="Note">Why it is outdated, or that nobody knows.</param>
public sealed record ImageEntry(ImageRecipe Recipe, ImageRecord? Record, long Bytes, DateTimeOffset? Made, bool Outdated, string? Note)
{
    public bool There => Made is not null;
}
