using System.Text.RegularExpressions;

namespace Slipway.Catalog;

/// <summary>One task from one file. What spans several files is the loader's to check.</summary>
internal static partial class TaskReader
{
    private const int LongestScript = 16 * 1024;

    private const int MostParameters = 10;

    private static readonly string[] Tags = [TaskRecipe.DefaultTag, .. new[] { ServerKind.Vm, ServerKind.BareMetal, ServerKind.Gpu, ServerKind.Vgpu }.Select(kind => kind.Word())];

    // A parameter may come flat, where these names mean something else.
    private static readonly string[] Taken = ["action", "token", "id", "task", "params", "key"];

    public static TaskRecipe Read(CatalogFile file, YamlMap map)
    {
        var recipe = new TaskRecipe
        {
            Key = file.Key,
            Id = new TaskId(map.Int("id", 1)),
            Name = map.Text("name"),
            Description = map.Text("description"),
            Tags = map.Words("tags"),
            Os = map.Words("os"),
            Parameters = map.Has("parameters") ? [.. map.Maps("parameters").Select(ReadParameter)] : [],
            Script = map.Text("script").ReplaceLineEndings("\n"),
        };
        foreach (var unknown in recipe.Tags.Except(Tags))
        {
            map.Mistake("tags", $"'{unknown}' is not a tag; tags: {string.Join(", ", Tags)}");
        }

        if (recipe.Script.Length > LongestScript)
        {
            map.Mistake("script", $"'script' has {recipe.Script.Length} characters; at most {LongestScript}");
        }

        if (recipe.Parameters.Count > MostParameters)
        {
            map.Mistake("parameters", $"at most {MostParameters} parameters");
        }

        foreach (var twice in recipe.Parameters.GroupBy(parameter => parameter.Name).Where(group => group.Count() > 1))
        {
            map.Mistake("parameters", $"there are two parameters '{twice.Key}'");
        }

        map.End();
        return recipe;
    }

    private static TaskParameter ReadParameter(YamlMap map)
    {
        var name = map.Text("name");
        if (!SafeName().IsMatch(name) || Taken.Contains(name))
        {
            map.Mistake("name", $"'{name}' cannot be a parameter: small letters, digits and underscores, 30 at most, and none of {string.Join(", ", Taken)}");
        }

        var (allowed, pattern) = (map.WordsOrNone("allowed"), map.TextOrNull("pattern"));
        if (pattern is not null && !IsSound(pattern))
        {
            map.Mistake("pattern", "'pattern' is not a regular expression that can be used (no look-around, no back references)");
            pattern = null;
        }

        if (pattern is null == (allowed.Count == 0))
        {
            map.Mistake("name", $"parameter '{name}' needs one of 'pattern' and 'allowed'");
        }

        var parameter = new TaskParameter(name, map.Text("description"), allowed, pattern, map.Flag("required", otherwise: false), map.TextOrNull("default"));
        if (parameter is { Default: { } value } && parameter.Mistake(value) is { } mistake)
        {
            map.Mistake("default", $"the default is not allowed: {mistake}");
        }

        map.End();
        return parameter;
    }

    private static bool IsSound(string pattern)
    {
        try
        {
            _ = TaskParameter.Compiled(pattern);
            return true;
        }
        catch (Exception broken) when (broken is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9_]{0,29}\z")]
    private static partial Regex SafeName();
}
