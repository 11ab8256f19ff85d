namespace Slipway.Catalog;

/// <summary>What is sold: a slice of a machine or a whole one. Decides which systems, software and plans fit.</summary>
public enum ServerKind
{
    Vm,
    Vds,
    BareMetal,
    Gpu,
    Vgpu,
}

/// <summary>The words of the field for the kinds, as they stand in recipes, in preset names and in the database.</summary>
public static class ServerKindWords
{
    private static readonly Dictionary<string, ServerKind> Kinds =
        Enum.GetValues<ServerKind>().ToDictionary(kind => kind.Word(), StringComparer.OrdinalIgnoreCase);

    public static IReadOnlyCollection<string> All => Kinds.Keys;

    public static string Word(this ServerKind kind) => kind switch
    {
        ServerKind.Vm => "vm",
        ServerKind.Vds => "vds",
        ServerKind.BareMetal => "bm",
        ServerKind.Gpu => "gpu",
        ServerKind.Vgpu => "vgpu",
    };

    public static bool IsVirtual(this ServerKind kind) => kind switch
    {
        ServerKind.Vm or ServerKind.Vds or ServerKind.Vgpu => true,
        ServerKind.BareMetal or ServerKind.Gpu => false,
    };

    public static bool TryParse(string word, out ServerKind kind) => Kinds.TryGetValue(word, out kind);
}
