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
        var recipe = new SoftwareRecipe
        {
            Key = file.Key,
            Id = new SoftwareId(map.Int("id", 1)),
            Name = map.Text("name"),
            Os = map.Words("os"),
            Tested = map.WordsOrNone("tested"),
            Kinds = Kinds(map),
            Minimum = ReadMinimum(map),
            Licence = ReadLicence(map),
            LicenceNote = map.TextOrNull("licence_note"),
            Ports = Ports(map, "ports"),
            UdpPorts = Ports(map, "udp_ports"),
            Install = Install(map),
            Check = ReadCheck(map.Map("check")),
            Access = map.MapOrNull("access") is { } access ? ReadAccess(access) : new SoftwareAccess(null, null, null, null),
            Files = file.Beside,
        };
        foreach (var unknown in recipe.Tested.Except(recipe.Os))
        {
            map.Mistake("tested", $"'{unknown}' is not one of 'os'");
        }

        if (map.Has("check") && recipe.Check is { Port: > 0 and not 22 and var port } && !recipe.Ports.Contains(port))
        {
            map.Mistake("check", $"port {port} of 'check' is not one of 'ports', so it is not reached from outside");
        }

        if (recipe is { Install: SoftwareInstall.FirstBoot, InstallsAtFirstBoot: false })
        {
            map.Mistake("install", "'install: first-boot' needs a file install.sh in the recipe's folder");
        }

        map.End();
        return recipe;
    }

    private static SoftwareCheck ReadCheck(YamlMap map)
    {
        var command = map.TextOrNull("command");
        var check = new SoftwareCheck(command is null ? map.Int("port", 1, 65535) : 0, map.TextOrNull("path"), map.TextOrNull("contains"))
        {
            Send = map.TextOrNull("send"),
            Command = command,
        };
        if (check is { Path: { } path } && !path.StartsWith('/'))
        {
            map.Mistake("path", "'path' must start with '/'");
        }

        if ((check.Path is not null ? 1 : 0) + (check.Send is not null ? 1 : 0) + (command is not null ? 1 : 0) > 1)
        {
            map.Mistake("check", "give one of 'path', 'send' and 'command'");
        }

        map.End();
        return check;
    }

    private static SoftwareAccess ReadAccess(YamlMap map)
    {
        var access = new SoftwareAccess(map.TextOrNull("url"), map.TextOrNull("user"), map.TextOrNull("password_file"), map.TextOrNull("note"));
        if (access.PasswordFile is { } path && !path.StartsWith('/'))
        {
            map.Mistake("password_file", "'password_file' must start with '/'");
        }

        map.End();
        return access;
    }

    private static SoftwareInstall Install(YamlMap map)
    {
        switch (map.Text("install"))
        {
            case "baked":
                return SoftwareInstall.Baked;
            case "first-boot":
                return SoftwareInstall.FirstBoot;
            case "":
                return SoftwareInstall.Baked;
            default:
                map.Mistake("install", "'install' must be baked or first-boot");
                return SoftwareInstall.Baked;
        }
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

    private static List<int> Ports(YamlMap map, string key)
    {
        var ports = new List<int>();
        foreach (var word in map.WordsOrNone(key))
        {
            if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65535)
            {
                ports.Add(port);
            }
            else
            {
                map.Mistake(key, $"'{word}' is not a port");
            }
        }

        return ports;
    }
}
