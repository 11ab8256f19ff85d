using System.Reflection;
using Mono.Cecil;
using Slipway.Testing;

namespace Slipway.Tests.Architecture;

/// <summary>What the rules look at: compiled projects, their sources, the tables.</summary>
public sealed record CodeBase(IReadOnlyList<CodeProject> Projects, DependencyTable ProjectTable, DependencyTable FeatureTable, IReadOnlyList<string> BannedSymbols)
{
    public const string Business = "Slipway";
    public const string Door = "Slipway.Invapi";
    public const string Hands = "Slipway.Drivers";
    public const string Executable = "Slipway.Daemon";

    private const string PlantedRoot = "Slipway.Tests.Architecture.Planted.";

    /// <summary>What is built from <c>src</c>.</summary>
    public static CodeBase Product { get; } = new(
        [
            CodeProject.Load(Business, Business, typeof(Money).Assembly),
            CodeProject.Load(Door, Door, typeof(global::Slipway.Invapi.InvapiSetup).Assembly),
            CodeProject.Load(Hands, Hands, typeof(global::Slipway.Drivers.DriversSetup).Assembly),
            CodeProject.Load(Executable, Executable, typeof(global::Slipway.Daemon.DaemonHost).Assembly),
        ],
        DependencyTable.Read(Page(), "### Projects"),
        DependencyTable.Read(Page(), "### Features"),
        Banned());

    /// <summary>The violations in the folder <c>Planted</c>, seen as if they stood in the product.</summary>
    public static CodeBase Planted { get; } = new(
        [
            CodeProject.Load(Business, PlantedRoot + "Business", Assembly.GetExecutingAssembly()) with { Sources = PlantedSources.All, ProjectFile = PlantedSources.ProjectFile },
            CodeProject.Load(Door, PlantedRoot + "Door", Assembly.GetExecutingAssembly()) with { Sources = [], ProjectFile = "" },
            CodeProject.Load(Hands, PlantedRoot + "Hands", Assembly.GetExecutingAssembly()) with { Sources = [], ProjectFile = "" },
        ],
        Product.ProjectTable,
        Product.FeatureTable,
        Product.BannedSymbols);

    public CodeProject Project(string name) => Projects.Single(project => project.Name == name);

    /// <summary>The project a type belongs to, or null for one that is not ours.</summary>
    public CodeProject? ProjectOf(TypeReference type) => Projects
        .Where(project => project.Holds(type.Outermost().Namespace))
        .MaxBy(project => project.RootNamespace.Length);

    private static string Page() => File.ReadAllText(Path.Combine(Golden.Root, "ARCHITECTURE.md"));

    private static List<string> Banned() =>
        [.. File.ReadAllLines(Path.Combine(Golden.Root, "BannedSymbols.txt")).Select(line => line.Split(';')[0].Trim()).Where(line => line.Length > 0)];
}

/// <param name="RootNamespace">Namespace of its folder.</param>
/// <param name="ProjectFile">Text of the project file.</param>
public sealed record CodeProject(string Name, string RootNamespace, IReadOnlyList<TypeDefinition> Types, IReadOnlyList<SourceFile> Sources, string ProjectFile)
{
    public static CodeProject Load(string name, string rootNamespace, Assembly assembly)
    {
        var module = ModuleDefinition.ReadModule(assembly.Location, new ReaderParameters { InMemory = true });
        var folder = Path.Combine(Golden.Root, "src", name);
        var types = module.Types.Where(type => IsIn(type.Namespace, rootNamespace) && !type.Name.StartsWith('<')).ToList();
        return new CodeProject(name, rootNamespace, types, SourceFile.In(folder), File.ReadAllText(Path.Combine(folder, $"{name}.csproj")));
    }

    public bool Holds(string @namespace) => IsIn(@namespace, RootNamespace);

    /// <summary>First folder below the project's: the feature, or "" for the root words.</summary>
    public string FeatureOf(TypeReference type)
    {
        var @namespace = type.Outermost().Namespace;
        return @namespace.Length == RootNamespace.Length ? "" : @namespace[(RootNamespace.Length + 1)..].Split('.')[0];
    }

    private static bool IsIn(string @namespace, string root) => @namespace == root || @namespace.StartsWith(root + ".", StringComparison.Ordinal);
}

/// <param name="Path">Below the project's folder, with forward slashes.</param>
public sealed record SourceFile(string Path, string Text)
{
    public static List<SourceFile> In(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Select(path => (Full: path, Short: System.IO.Path.GetRelativePath(folder, path).Replace('\\', '/')))
            .Where(file => file.Short.Split('/')[0] is not ("bin" or "obj" or "artifacts"))
            .Select(file => new SourceFile(file.Short, File.ReadAllText(file.Full))),
    ];
}
