using System.Collections.Frozen;

namespace Slipway.Dns;

/// <summary>
/// Names under which anybody can register names (<c>co.uk</c>), by the list that browsers use. Only its section of registries: who runs a
/// hosting service under a name of his own may well have that name's zone here.
/// </summary>
internal static class PublicSuffixes
{
    private static readonly Lazy<FrozenSet<string>> Rules = new(Read);

    public static bool Contains(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        // The list's last rule: every name of one label is one.
        return dot < 0 || (!Rules.Value.Contains("!" + name) && (Rules.Value.Contains(name) || Rules.Value.Contains("*" + name[dot..])));
    }

    private static FrozenSet<string> Read()
    {
        using var list = new StreamReader(typeof(PublicSuffixes).Assembly.GetManifestResourceStream("public_suffix_list.dat")!);
        return list.ReadToEnd().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith("//", StringComparison.Ordinal)).ToFrozenSet(StringComparer.Ordinal);
    }
}
