namespace Slipway.Catalog;

/// <summary>What was read, and everything that was wrong. With mistakes, what was read must not be used.</summary>
public sealed record Loaded<T>(T Value, IReadOnlyList<CatalogMistake> Mistakes)
{
    public T OrThrow() => Mistakes.Count == 0 ? Value : throw new CatalogMistakesException(Mistakes);
}

/// <summary>Turns files into the catalog. Never stops at the first mistake.</summary>
public static class CatalogLoader
{
    /// <summary>
    /// Recipes from the shipped files and, over them, an operator's: a file with the key of a shipped recipe replaces it.
    /// </summary>
    public static Loaded<CatalogRecipes> LoadRecipes(IEnumerable<CatalogFile> shipped, IEnumerable<CatalogFile>? operators = null)
    {
        var files = new Dictionary<(bool, bool, string), CatalogFile>();
        foreach (var file in shipped.Concat(operators ?? []))
        {
            files[(file.IsSoftware, file.IsTask, file.Key)] = file;
        }

        var mistakes = new List<CatalogMistake>();
        var systems = Read(files.Values.Where(IsSystem), RecipeReader.ReadOs, os => (os.Id, os.Name), mistakes);
        var software = Read(files.Values.Where(file => file.IsSoftware), RecipeReader.ReadSoftware, item => (item.Id, item.Name), mistakes);

        var tasks = Read(files.Values.Where(file => file.IsTask), TaskReader.Read, item => (item.Id, item.Name), mistakes);

        // :: A broken system file has been reported already; its key still counts as known here.
        var keys = files.Values.Where(IsSystem).Select(file => file.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var (systemKeys, map) in software.Select(read => (read.Recipe.Os, read.Map)).Concat(tasks.Select(read => (read.Recipe.Os, read.Map))))
        {
            foreach (var unknown in systemKeys.Where(key => !keys.Contains(key)))
            {
                map.Mistake("os", $"there is no operating system '{unknown}' (the name of its file is meant)");
            }
        }

        return new Loaded<CatalogRecipes>(
            new CatalogRecipes(
                [.. systems.Select(read => read.Recipe).OrderBy(os => os.Name, StringComparer.OrdinalIgnoreCase)],
                [.. software.Select(read => read.Recipe).OrderBy(item => item.Name, StringComparer.OrdinalIgnoreCase)])
            { Tasks = [.. tasks.Select(read => read.Recipe).OrderBy(task => task.Id.Value)] },
            Sorted(mistakes));
    }

    private static bool IsSystem(CatalogFile file) => !file.IsSoftware && !file.IsTask;

    public static Loaded<CatalogFacts?> LoadSeed(CatalogFile file)
    {
        var mistakes = new List<CatalogMistake>();
        var map = YamlMap.Parse(file, mistakes);
        var facts = map is null ? null : new SeedReader(map).Read();
        return new Loaded<CatalogFacts?>(facts, Sorted(mistakes));
    }

    private static List<(T Recipe, YamlMap Map)> Read<T>(
        IEnumerable<CatalogFile> files,
        Func<CatalogFile, YamlMap, T> read,
        Func<T, (object Id, string Name)> identity,
        List<CatalogMistake> mistakes)
    {
        var unique = new Unique();
        var recipes = new List<(T, YamlMap)>();
        foreach (var file in files)
        {
            if (YamlMap.Parse(file, mistakes) is not { } map)
            {
                continue;
            }

            var recipe = read(file, map);
            var (id, name) = identity(recipe);
            unique.Claim(map, "id", id, file.Name);
            unique.Claim(map, "name", name.ToUpperInvariant(), file.Name);
            recipes.Add((recipe, map));
        }

        return recipes;
    }

    private static List<CatalogMistake> Sorted(IEnumerable<CatalogMistake> mistakes) =>
        [.. mistakes.OrderBy(mistake => mistake.File, StringComparer.Ordinal).ThenBy(mistake => mistake.Line)];
}
