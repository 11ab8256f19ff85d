namespace Slipway.Catalog;

/// <summary>A file of the catalog with its name as mistakes report it: <c>catalog/os/debian-11.yaml</c>.</summary>
public sealed record CatalogFile(string Name, string Text)
{
    private const string SeedName = "samples/one-box/seed.yaml";

    /// <summary>The other files of a recipe that has a folder of its own: text by name.</summary>
    public IReadOnlyDictionary<string, string> Beside { get; init; } = new Dictionary<string, string>();

    /// <summary>The recipes that travel inside the assembly, so that a daemon has no file to find.</summary>
    public static IReadOnlyList<CatalogFile> Shipped()
    {
        var names = Resources().Where(name => name.StartsWith("catalog/", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        return
        [
            .. names.Where(name => IsRecipe(name["catalog/".Length..])).Select(name => Resource(name) with
            {
                Beside = names
                    .Where(other => name.EndsWith("/software.yaml", StringComparison.Ordinal) && other != name && Folder(other) == Folder(name))
                    .ToDictionary(other => other[(Folder(other).Length + 1)..], other => Resource(other).Text),
            }),
        ];
    }

    /// <summary>What fills an empty database.</summary>
    public static CatalogFile ShippedSeed() => Resource(SeedName);

    public static CatalogFile Read(string path) => new(path, File.ReadAllText(path));

    /// <summary>The recipes of an operator: <c>os/*.yaml</c>, <c>os/*/os.yaml</c>, <c>software/*/software.yaml</c> and <c>tasks/*.yaml</c>.</summary>
    public static IReadOnlyList<CatalogFile> In(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*.yaml", SearchOption.AllDirectories)
            .Where(path => IsRecipe(Path.GetRelativePath(folder, path).Replace('\\', '/')))
            .Order(StringComparer.Ordinal)
            .Select(path => Read(path) with
            {
                Beside = Path.GetFileName(path) == "software.yaml"
                    ? Directory.EnumerateFiles(Path.GetDirectoryName(path)!).Where(other => other != path && Belongs(other)).ToDictionary(other => Path.GetFileName(other), File.ReadAllText)
                    : new Dictionary<string, string>(),
            }),
    ];

    /// <summary>The recipe's key: the name of the file, or of the folder when it has one of its own.</summary>
    public string Key
    {
        get
        {
            var name = Path.GetFileNameWithoutExtension(Name);
            return name is "os" or "software" ? Path.GetFileName(Path.GetDirectoryName(Name))! : name;
        }
    }

    public bool IsSoftware => Path.GetFileName(Name) == "software.yaml";

    public bool IsTask => Path.GetFileName(Path.GetDirectoryName(Name)) == "tasks";

    private static bool IsRecipe(string path) => path.Split('/') switch
    {
        ["os", _] or ["os", _, "os.yaml"] or ["tasks", _] or ["software", _, "software.yaml"] => true,
        _ => false,
    };

    /// <summary>They are put on customers' machines: no editor's leavings, and nothing that only points here.</summary>
    private static bool Belongs(string path) =>
        Path.GetFileName(path) is var name && !name.StartsWith('.') && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-') && new FileInfo(path).LinkTarget is null;

    private static string Folder(string name) => name[..name.LastIndexOf('/')];

    private static string[] Resources() => typeof(CatalogFile).Assembly.GetManifestResourceNames();

    private static CatalogFile Resource(string name)
    {
        using var stream = typeof(CatalogFile).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly was built without {name}.");
        using var reader = new StreamReader(stream);
        return new CatalogFile(name, reader.ReadToEnd());
    }
}
