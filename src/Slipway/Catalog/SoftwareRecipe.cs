namespace Slipway.Catalog;

/// <summary>A marketplace application installed on top of a system: one folder in <c>catalog/software</c>.</summary>
public sealed record SoftwareRecipe
{
    /// <summary>Name of the folder: <c>wordpress</c>.</summary>
    public required string Key { get; init; }

    public required SoftwareId Id { get; init; }

    /// <summary>Unique, compared without case.</summary>
    public required string Name { get; init; }

    /// <summary>Keys of the systems it is known to work on. Others are refused, however similar.</summary>
    public required IReadOnlyList<string> Os { get; init; }

    public required IReadOnlyList<ServerKind> Kinds { get; init; }

    public required Minimum Minimum { get; init; }

    public required PriceList Licence { get; init; }

    /// <summary>Those of <see cref="Os"/> on which it has been proven in a real machine.</summary>
    public IReadOnlyList<string> Tested { get; init; } = [];

    /// <summary>The licence it comes under, in a sentence; the price of a paid one is <see cref="Licence"/>.</summary>
    public string? LicenceNote { get; init; }

    /// <summary>TCP ports it listens on inside the machine, reached from outside.</summary>
    public required IReadOnlyList<int> Ports { get; init; }

    public IReadOnlyList<int> UdpPorts { get; init; } = [];

    public SoftwareInstall Install { get; init; }

    /// <summary>The question from outside whose answer proves that it works.</summary>
    public required SoftwareCheck Check { get; init; }

    public SoftwareAccess Access { get; init; } = new(null, null, null, null);

    /// <summary>The files of its folder, text by name: <c>install.sh</c> and what that needs.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>();

    /// <summary>It can be installed on a machine whose image is without it.</summary>
    public bool InstallsAtFirstBoot => Files.ContainsKey("install.sh");
}

public enum SoftwareInstall
{
    /// <summary>Part of an image that was made ahead; where there is none, installed at the first boot.</summary>
    Baked,

    /// <summary>Installed at the first boot, always.</summary>
    FirstBoot,
}

/// <param name="Port">Port inside the machine; 0 for a command.</param>
/// <param name="Path">Path to get by HTTP, with TLS on port 443; null asks by plain TCP.</param>
/// <param name="Contains">Text that the answer, the greeting or the command's output must contain.</param>
public sealed record SoftwareCheck(int Port, string? Path, string? Contains)
{
    /// <summary>What is sent first over plain TCP; each character is a byte.</summary>
    public string? Send { get; init; }

    /// <summary>Run as root over SSH, for software that has no port of its own.</summary>
    public string? Command { get; init; }
}

/// <summary>What a customer needs to use it. Never a secret: only where the secret lies.</summary>
/// <param name="Url">With <c>{host}</c> for the address, and port where it is not the usual one.</param>
/// <param name="User">Name to log in with.</param>
/// <param name="PasswordFile">File on the server that holds the password.</param>
/// <param name="Note">One sentence more.</param>
public sealed record SoftwareAccess(string? Url, string? User, string? PasswordFile, string? Note)
{
    private const string Host = "{host}";

    /// <summary>The URL as it is reached from outside; null without one.</summary>
    /// <param name="ports">Port inside to port outside; one that is missing is the same.</param>
    public string? UrlAt(string host, IReadOnlyDictionary<int, int> ports)
    {
        var start = Url?.IndexOf(Host, StringComparison.Ordinal) ?? -1;
        if (Url is null || start < 0)
        {
            return Url;
        }

        var scheme = Url[..start];
        var rest = Url[(start + Host.Length)..];
        var usual = scheme.StartsWith("https:", StringComparison.Ordinal) ? 443 : scheme.StartsWith("http:", StringComparison.Ordinal) ? 80 : 0;
        var digits = rest.StartsWith(':') ? rest.Skip(1).TakeWhile(char.IsAsciiDigit).Count() : 0;
        var inside = digits > 0 ? int.Parse(rest.AsSpan(1, digits), System.Globalization.CultureInfo.InvariantCulture) : usual;
        var outside = ports.GetValueOrDefault(inside, inside);
        rest = digits > 0 ? rest[(digits + 1)..] : rest;
        var named = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
        return outside == usual ? $"{scheme}{named}{rest}" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{scheme}{named}:{outside}{rest}");
    }
}
