using Slipway.Catalog;
using Slipway.Drivers.Images;

namespace Slipway.Daemon.Commands;

/// <summary>What every verb about images works on: the catalog's recipes as images, the folder, the scripts.</summary>
internal sealed record ImagesContext(ImageStock Stock, IReadOnlyList<ImageRecipe> Recipes, ImageFolder Folder, BuildScripts? Scripts, IConfiguration Configuration, bool AsJson)
{
    public static ImagesContext Load(ImageStock stock, CatalogOptions options, string? scripts, string images, IConfiguration configuration, bool asJson)
    {
        var found = scripts ?? FindScripts();
        if (scripts is not null && !File.Exists(Path.Combine(scripts, "images", "build-all.sh")))
        {
            throw new InvalidOperationException($"there is no images/build-all.sh in {scripts}.");
        }

        var folder = new ImageFolder(images);
        var build = found is null ? null : new BuildScripts(Path.GetFullPath(found), options.Folder is { Length: > 0 } own ? Path.GetFullPath(own) : null);
        return new ImagesContext(stock, [.. RecipesOf(options, folder, build)], folder, build, configuration, asJson);
    }

    /// <summary>The named recipes, or those that fit when none is named. Null with a sentence when a name is wrong.</summary>
    public IReadOnlyList<ImageRecipe>? Choose(string[] names, Func<ImageRecipe, bool> otherwise, out string unknown)
    {
        unknown = "";
        if (names.FirstOrDefault(name => Recipes.All(recipe => recipe.Name != name)) is { } wrong)
        {
            unknown = $"there is no image '{wrong}' in the catalog. There are: {string.Join(", ", Recipes.Select(recipe => recipe.Name))}";
            return null;
        }

        return [.. Recipes.Where(recipe => names.Length == 0 ? otherwise(recipe) : names.Contains(recipe.Name))];
    }

    public static string WordFor(ImageSource source) => source switch
    {
        ImageSource.Debian => "debian",
        ImageSource.Vendor => "vendor",
        ImageSource.Iso => "iso",
        _ => "operator",
    };

    private static IEnumerable<ImageRecipe> RecipesOf(CatalogOptions options, ImageFolder folder, BuildScripts? scripts)
    {
        var catalog = options.LoadRecipes().OrThrow();
        foreach (var os in catalog.Systems.OrderBy(os => os.Key, StringComparer.Ordinal))
        {
            yield return new ImageRecipe(os.Key, SourceOf(os, options), os.Tested);
            foreach (var software in catalog.Software.Where(software => software.Os.Contains(os.Key)).OrderBy(software => software.Key, StringComparer.Ordinal))
            {
                var name = $"{os.Key}+{software.Key}";
                // A description without an installation is not to be had, unless somebody has put the image there.
                if (os.Image is { Source: "debian", Suite: { } suite } && scripts?.CanBake(software.Key) == true)
                {
                    yield return new ImageRecipe(name, new ImageSource.Debian(suite, software.Key), null);
                }
                else if (File.Exists(folder.ImageOf(name)))
                {
                    yield return new ImageRecipe(name, new ImageSource.Operator(), null);
                }
            }
        }
    }

    private static ImageSource SourceOf(OsRecipe os, CatalogOptions options) => os.Image switch
    {
        { Source: "debian", Suite: { } suite } => new ImageSource.Debian(suite, null),
        { Medium: { } medium } => new ImageSource.Iso(medium.Edition, medium.Drivers),
        { Download: { } download } => new ImageSource.Vendor(new VendorImage(download.Url, download.Format, download.Checksums, download.Sha256, SigningOf(os.Key, download.Signing, options))),
        _ => new ImageSource.Operator(),
    };

    private static Signing? SigningOf(string os, ChecksumSigning? signing, CatalogOptions options) => signing is null ? null : new Signing(
        signing.Signature,
        signing.Fingerprint,
        SigningKeys.Find(signing.Keyring, options.Folder)
            ?? throw new InvalidOperationException($"the recipe of {os} names the keyring '{signing.Keyring}', which is neither shipped nor in {Path.Combine(options.Folder ?? "Catalog:Folder", "keys")}."));

    /// <summary>Beside the published program; in a checkout in one of the folders above.</summary>
    private static string? FindScripts()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "catalog", "images", "build-all.sh")))
            {
                return Path.Combine(folder.FullName, "catalog");
            }
        }

        return null;
    }
}
