namespace Slipway.Tests.Architecture;

/// <summary>
/// A table of <c>ARCHITECTURE.md</c>: who may use whom. The test reads what people read, so the page cannot go stale.
/// </summary>
public sealed class DependencyTable
{
    private const string AllAbove = "all of the above";

    private readonly Dictionary<string, IReadOnlySet<string>> _allowed = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Names => _allowed.Keys;

    /// <param name="markdown">The page.</param>
    /// <param name="heading">Heading above the table, such as <c>### Features</c>.</param>
    public static DependencyTable Read(string markdown, string heading)
    {
        var table = new DependencyTable();
        var rows = markdown.Split('\n')
            .SkipWhile(line => line.Trim() != heading)
            .Skip(1)
            .SkipWhile(line => !line.StartsWith('|'))
            .TakeWhile(line => line.StartsWith('|'))
            .Skip(2)
            .Select(line => line.Trim('|', ' ', '\r').Split('|', StringSplitOptions.TrimEntries));
        foreach (var row in rows)
        {
            var allowed = row[1] switch
            {
                "-" => [],
                AllAbove => table._allowed.Keys.ToHashSet(StringComparer.Ordinal),
                var names => Words(names).ToHashSet(StringComparer.Ordinal),
            };
            foreach (var name in Words(row[0]))
            {
                table._allowed[name] = allowed;
            }
        }

        return table._allowed.Count > 0 ? table : throw new InvalidOperationException($"ARCHITECTURE.md has no table under '{heading}'.");
    }

    public bool Allows(string user, string used) => user == used || (_allowed.TryGetValue(user, out var allowed) && allowed.Contains(used));

    private static string[] Words(string cell) => cell.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
