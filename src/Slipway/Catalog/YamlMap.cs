using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Slipway.Catalog;

/// <summary>
/// A mapping of a YAML file, read field by field. A field that is missing or malformed is reported with its line and
/// answered with something harmless, so that one pass finds every mistake; <see cref="End"/> reports fields nobody read,
/// because a misspelt optional field would otherwise pass in silence.
/// </summary>
internal sealed class YamlMap(string file, YamlMappingNode node, List<CatalogMistake> mistakes)
{
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    public int Line => LineOf(node);

    public IEnumerable<string> Keys => node.Children.Keys.OfType<YamlScalarNode>().Select(key => key.Value ?? "");

    public static YamlMap? Parse(CatalogFile file, List<CatalogMistake> mistakes)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(file.Text));
            if (stream.Documents.Count == 1 && stream.Documents[0].RootNode is YamlMappingNode root)
            {
                return new YamlMap(file.Name, root, mistakes);
            }

            mistakes.Add(new CatalogMistake(file.Name, 1, "one mapping of fields is expected"));
        }
        catch (YamlException broken)
        {
            mistakes.Add(new CatalogMistake(file.Name, (int)broken.Start.Line, $"not valid YAML: {broken.InnerException?.Message ?? broken.Message}"));
        }

        catch (InvalidOperationException)
        {
            // What the library says of brackets that are not closed.
            mistakes.Add(new CatalogMistake(file.Name, 1, "not valid YAML: is a bracket or a quote not closed?"));
        }

        return null;
    }

    public void Mistake(string key, string text) =>
        mistakes.Add(new CatalogMistake(file, node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? LineOf(value) : Line, text));

    public void End()
    {
        foreach (var key in node.Children.Keys)
        {
            if (key is not YamlScalarNode { Value: { } name } || !_read.Contains(name))
            {
                mistakes.Add(new CatalogMistake(file, LineOf(key), $"unknown field '{key}'"));
            }
        }
    }

    public bool Has(string key) => Find(key) is not null;

    public string Text(string key)
    {
        if (TextOrNull(key) is { } text)
        {
            return text;
        }

        Mistake(key, $"'{key}' is missing or not a text");
        return "";
    }

    public string? TextOrNull(string key) => Find(key) is YamlScalarNode { Value: { Length: > 0 } text } ? text : null;

    public int Int(string key, int least, int most = int.MaxValue) => IntOrNull(key, least, most) ?? Report(key, $"'{key}' is missing", least);

    public int? IntOrNull(string key, int least, int most = int.MaxValue)
    {
        if (Find(key) is not { } value)
        {
            return null;
        }

        return value is YamlScalarNode { Value: { } text } && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : Report(key, $"'{key}' must be a whole number {(most == int.MaxValue ? $"of at least {least}" : $"from {least} to {most}")}, not '{value}'", least);
    }

    public decimal Number(string key) =>
        !Has(key) ? Report(key, $"'{key}' is missing", 0m)
        : Find(key) is YamlScalarNode { Value: { } text } && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number
            : Report(key, $"'{key}' must be a number", 0m);

    public bool Flag(string key, bool otherwise) => Find(key) switch
    {
        null => otherwise,
        YamlScalarNode { Value: "true" } => true,
        YamlScalarNode { Value: "false" } => false,
        _ => Report(key, $"'{key}' must be true or false", otherwise),
    };

    public IReadOnlyList<string> Words(string key)
    {
        if (Find(key) is YamlSequenceNode { Children.Count: > 0 } list && list.Children.All(item => item is YamlScalarNode { Value.Length: > 0 }))
        {
            return [.. list.Children.Cast<YamlScalarNode>().Select(item => item.Value!)];
        }

        return Report<IReadOnlyList<string>>(key, $"'{key}' must be a list such as [a, b]", []);
    }

    /// <summary>As <see cref="Words"/>; one that is missing or empty is no mistake.</summary>
    public IReadOnlyList<string> WordsOrNone(string key) => Find(key) is null or YamlSequenceNode { Children.Count: 0 } ? [] : Words(key);

    public YamlMap? MapOrNull(string key) => Find(key) switch
    {
        null => null,
        YamlMappingNode map => new YamlMap(file, map, mistakes),
        _ => Report<YamlMap?>(key, $"'{key}' must be a mapping such as {{a: 1, b: 2}}", null),
    };

    /// <summary>As <see cref="MapOrNull"/>; one that is missing is reported and read as empty.</summary>
    public YamlMap Map(string key)
    {
        if (MapOrNull(key) is { } map)
        {
            return map;
        }

        if (!Has(key))
        {
            Mistake(key, $"'{key}' is missing");
        }

        return new YamlMap(file, [], []);
    }

    public IReadOnlyList<YamlMap> Maps(string key)
    {
        if (Find(key) is YamlSequenceNode list && list.Children.All(item => item is YamlMappingNode))
        {
            return [.. list.Children.Select(item => new YamlMap(file, (YamlMappingNode)item, mistakes))];
        }

        return Report<IReadOnlyList<YamlMap>>(key, $"'{key}' must be a list of mappings", []);
    }

    private YamlNode? Find(string key)
    {
        _read.Add(key);
        return node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;
    }

    private T Report<T>(string key, string text, T harmless)
    {
        Mistake(key, text);
        return harmless;
    }

    private static int LineOf(YamlNode node) => (int)node.Start.Line;
}
