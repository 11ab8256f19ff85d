namespace Slipway.Tests.Architecture;

/// <summary>Texts that break the rules about files.</summary>
internal static class PlantedSources
{
    public const string ProjectFile = """<Project><ItemGroup><ProjectReference Include="../Slipway.Drivers/Slipway.Drivers.csproj" /></ItemGroup></Project>""";

    public static IReadOnlyList<SourceFile> All =>
    [
        new("Orders/Lost.cs", "namespace Slipway.Billing;\n"),
        new("Orders/Long.cs", "namespace Slipway.Orders;\n" + string.Concat(Enumerable.Repeat("// line\n", 301))),
        new("Orders/Leftover.cs", "namespace Slipway.Orders;\n\n    #" + "region Helpers\n"),
    ];
}
