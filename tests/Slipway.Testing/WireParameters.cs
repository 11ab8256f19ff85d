using System.Text.RegularExpressions;

namespace Slipway.Testing;

/// <summary>
/// Every parameter that some action reads, taken from the code: an action that reads a new one is attacked by it without anybody thinking of it.
/// </summary>
public static partial class WireParameters
{
    public static readonly IReadOnlyList<string> Names =
    [
        .. NamesIn(Folder)
            .Concat(["id", "server_id", "action", "key", "name", "data", "params"])
            .Where(name => name is not ("token" or "action"))
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The parameters that the files of one module name.</summary>
    public static IReadOnlyList<string> OfModule(string module) => [.. NamesIn(Path.Combine(Folder, "Modules", string.Concat(module.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..])))).Distinct()];

    private static string Folder => Path.Combine(Golden.Root, "src", "Slipway.Invapi");

    private static IEnumerable<string> NamesIn(string folder) => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
        .SelectMany(file => Read().Matches(File.ReadAllText(file)))
        .SelectMany(match => Quoted().Matches(match.Groups["names"].Value))
        .Select(match => match.Groups[1].Value);

    [GeneratedRegex(@"\b(?:Text|RequiredText|Int|Id|RequiredId|RequiredInt|Ids|List|Flag|Amount|Secret|KeyOf|Date|Url)\((?<names>[^()]*)\)")]
    private static partial Regex Read();

    [GeneratedRegex("\"([a-z0-9_]+)\"")]
    private static partial Regex Quoted();
}
