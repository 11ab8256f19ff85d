using System.Text.RegularExpressions;
using Mono.Cecil;

namespace Slipway.Tests.Architecture;

/// <summary>Section "Arrows" of ARCHITECTURE.md.</summary>
internal static partial class DependencyRules
{
    // The one part of ASP.NET that is a library of its own: sealing needs no web server.
    private const string Sealing = "Microsoft.AspNetCore.DataProtection";

    private static readonly string[] DatabaseClients = ["System.Data", "Npgsql", "Microsoft.Data.Sqlite"];
    private static readonly string[] RunsSql = ["ExecuteAsync", "ScalarAsync", "ListAsync", "FirstAsync"];

    public static IReadOnlyList<Rule> All { get; } =
    [
        new("a project uses only the projects of its row", Projects),
        new("a project refers only to the projects of its row", References),
        new("a feature uses only the features of its row", Features),
        new("every feature has a row and every row a feature", Rows),
        new("a store is used only inside its feature", Stores),
        new("database clients and SQL stand only in stores, queries and Storage", Sql),
        new("the business knows no ASP.NET", AspNet),
        new("the hands use only Machines and the root words", Hands),
        new("driver folders do not use each other", Drivers),
    ];

    private static IEnumerable<string> Projects(CodeBase code) =>
        from use in Uses(code)
        let other = code.ProjectOf(use.Used)
        where other is not null && !code.ProjectTable.Allows(use.Project.Name, other.Name)
        select $"{use.By.FullName} of {use.Project.Name} uses {use.Used.FullName} of {other.Name}";

    private static IEnumerable<string> References(CodeBase code) =>
        from project in code.Projects
        from Match match in ProjectReference().Matches(project.ProjectFile)
        where !code.ProjectTable.Allows(project.Name, match.Groups["name"].Value)
        select $"{project.Name}.csproj refers to {match.Groups["name"].Value}";

    private static IEnumerable<string> Features(CodeBase code) =>
        from use in UsesInside(code, CodeBase.Business)
        where use.Feature.Length > 0 && use.OtherFeature.Length > 0 && !code.FeatureTable.Allows(use.Feature, use.OtherFeature)
        select $"{use.By.FullName} uses {use.Used.FullName}: {use.Feature} may not use {use.OtherFeature}";

    private static IEnumerable<string> Rows(CodeBase code)
    {
        var project = code.Project(CodeBase.Business);
        var features = project.Types.Select(project.FeatureOf).Where(feature => feature.Length > 0).ToHashSet(StringComparer.Ordinal);
        return features.Except(code.FeatureTable.Names).Select(feature => $"{feature} has no row")
            .Concat(code.FeatureTable.Names.Except(features).Select(row => $"the row {row} has no feature"));
    }

    private static IEnumerable<string> Stores(CodeBase code) =>
        from use in UsesInside(code, CodeBase.Business)
        where use.Used.Outermost().Name.EndsWith("Store", StringComparison.Ordinal) && use.Feature != use.OtherFeature
        select $"{use.By.FullName} uses {use.Used.FullName} of {use.OtherFeature}";

    private static IEnumerable<string> Sql(CodeBase code)
    {
        var project = code.Project(CodeBase.Business);
        foreach (var type in project.Types.Where(type => project.FeatureOf(type) != "Storage" && !type.Name.EndsWith("Store", StringComparison.Ordinal) && !type.Name.EndsWith("Queries", StringComparison.Ordinal)))
        {
            foreach (var used in TypeUses.Of(type).Where(used => DatabaseClients.Any(client => used.Namespace == client || used.Namespace.StartsWith(client + ".", StringComparison.Ordinal))))
            {
                yield return $"{type.FullName} uses {used.FullName}";
            }

            foreach (var method in type.AllMethods().SelectMany(method => method.Instructions()).Select(instruction => instruction.Operand).OfType<MethodReference>()
                .Where(called => called.DeclaringType.FullName == "Slipway.Storage.DatabaseSession" && RunsSql.Contains(called.Name)))
            {
                yield return $"{type.FullName} runs SQL with {method.Name}";
            }
        }
    }

    private static IEnumerable<string> AspNet(CodeBase code) =>
        from type in code.Project(CodeBase.Business).Types
        from used in TypeUses.Of(type)
        where used.Namespace.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) && !used.Namespace.StartsWith(Sealing, StringComparison.Ordinal)
        select $"{type.FullName} uses {used.FullName}";

    private static IEnumerable<string> Hands(CodeBase code) =>
        from use in Uses(code)
        where use.Project.Name == CodeBase.Hands
        let other = code.ProjectOf(use.Used)
        where other?.Name == CodeBase.Business && other.FeatureOf(use.Used) is not ("" or "Machines")
        select $"{use.By.FullName} uses {use.Used.FullName}";

    private static IEnumerable<string> Drivers(CodeBase code) =>
        from use in UsesInside(code, CodeBase.Hands)
        where use.Feature.Length > 0 && use.OtherFeature.Length > 0 && use.OtherFeature != "Pxe" && use.Feature != use.OtherFeature
        select $"{use.By.FullName} uses {use.Used.FullName}";

    private static IEnumerable<(CodeProject Project, TypeDefinition By, TypeReference Used)> Uses(CodeBase code) =>
        from project in code.Projects
        from type in project.Types
        from used in TypeUses.Of(type)
        select (project, type, used);

    private static IEnumerable<(TypeDefinition By, string Feature, TypeReference Used, string OtherFeature)> UsesInside(CodeBase code, string name) =>
        from use in Uses(code)
        where use.Project.Name == name && code.ProjectOf(use.Used) == use.Project
        select (use.By, use.Project.FeatureOf(use.By), use.Used, use.Project.FeatureOf(use.Used));

    [GeneratedRegex("<ProjectReference Include=\"[^\"]*/(?<name>[A-Za-z.]+)\\.csproj\"")]
    private static partial Regex ProjectReference();
}
