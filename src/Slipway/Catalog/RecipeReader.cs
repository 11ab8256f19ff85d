using System.Globalization;

namespace Slipway.Catalog;

/// <summary>One recipe from one file. What spans several files is the loader's to check.</summary>
internal static class RecipeReader
{
    public static OsRecipe ReadOs(CatalogFile file, YamlMap map)
    {
        var recipe = new OsRecipe
        {
            Key = file.Key,
            Id = new OsId(map.Int("id", 1)),
            Name = map.Text("name"),
            Alias = map.Text("alias"),
            Family = Family(map),
            Kinds = Kinds(map),
            Minimum = ReadMinimum(map),
            Licence = ReadLicence(map),
            Image = OsImageReader.Read(map),
            Tested = map.Flag("tested", otherwise: false),
        };
        map.End();
        return recipe;
    }

    public static SoftwareRecipe ReadSoftware(CatalogFile file, YamlMap map)
    {
        var check = map.Map("check");
        var recipe = new SoftwareRecipe
        {
            Key = file.Key,
            Id = new SoftwareId(map.Int("id", 1)),
            Name = map.Text("name"),
            Os = map.Words("os"),
            Kinds = Kinds(map),
            Minimum = ReadMinimum(map),
            Licence = ReadLicence(map),
            Ports = Ports(map),
            Check = new SoftwareCheck(check.Int("port", 1, 65535), check.TextOrNull("path"), check.TextOrNull("contains")),
        };
        if (recipe.Check is { Path: { } path } && !path.StartsWith('/'))
        {
            check.Mistake("path", "'path' must start with '/'");
        }

        if (recipe.Check is { Path: null, Contains: not null })
        {
            check.Mistake("contains", "'contains' needs a 'path' to get");
        }

        // The only way there is: the software is part of the image.
        if (map.Text("install") is not ("baked" or ""))
        {
            map.Mistake("install", "'install' must be baked");
        }

        check.End();
        map.End();
        return recipe;
    }

    public static IReadOnlyList<ServerKind> Kinds(YamlMap map)
    {
        var kinds = new List<ServerKind>();
        foreach (var word in map.Words("kinds"))
        {
            if (ServerKindWords.TryParse(word, out var kind))
            {
                kinds.Add(kind);
            }
            else
            {
                map.Mistake("kinds", $"'{word}' is not a kind of server; kinds: {string.Join(", ", ServerKindWords.All)}");
            }
        }

        return kinds;
    }

    private static OsFamily Family(YamlMap map)
    {
        switch (map.Text("family"))
        {
            case "linux":
                return OsFamily.Linux;
            case "windows":
                return OsFamily.Windows;
            default:
                map.Mistake("family", "'family' must be linux or windows");
                return OsFamily.Linux;
        }
    }

    private static Minimum ReadMinimum(YamlMap map)
    {
        var minimum = map.Map("minimum");
        var read = new Minimum(minimum.Int("cores", 1), minimum.Int("ram_gb", 1), minimum.Int("disk_gb", 1));
        minimum.End();
        return read;
    }

    private static PriceList ReadLicence(YamlMap map) =>
        map.MapOrNull("licence") is { } licence ? PriceList.Same([PriceList.Everywhere], SeedReader.Prices(licence)) : PriceList.Free;

    private static List<int> Ports(YamlMap map)
    {
        var ports = new List<int>();
        foreach (var word in map.Words("ports"))
        {
            if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65535)
            {
                ports.Add(port);
            }
            else
            {
                map.Mistake("ports", $"'{word}' is not a port");
            }
        }

        return ports;
    }
}
