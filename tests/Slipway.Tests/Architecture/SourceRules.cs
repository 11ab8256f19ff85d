using System.Text.RegularExpressions;

namespace Slipway.Tests.Architecture;

/// <summary>Section "Files and comments" of the architecture.</summary>
internal static partial class SourceRules
{
    private const int MostLines = 300;

    public static IReadOnlyList<Rule> All { get; } =
    [
        new("a type lies in the namespace of its folder", Namespaces),
        new("a file has at most 300 lines", code => Written(code)
            .Where(file => file.File.Text.AsSpan().Count('\n') > MostLines)
            .Select(file => $"{file.Project.Name}/{file.File.Path}")),
        new("no region, and no TODO without a number", code => Written(code)
            .Where(file => Leftover().IsMatch(file.File.Text))
            .Select(file => $"{file.Project.Name}/{file.File.Path}")),
    ];

    private static IEnumerable<string> Namespaces(CodeBase code)
    {
        foreach (var (project, file) in Written(code))
        {
            var folder = Path.GetDirectoryName(file.Path)!.Replace('/', '.');
            var expected = folder.Length == 0 ? project.Name : $"{project.Name}.{folder}";
            // The entry point has none.
            if (Namespace().Match(file.Text) is { Success: true } found && found.Groups["name"].Value != expected)
            {
                yield return $"{project.Name}/{file.Path} declares {found.Groups["name"].Value}";
            }
        }
    }

    /// <summary>What people wrote: migrations are generated.</summary>
    private static IEnumerable<(CodeProject Project, SourceFile File)> Written(CodeBase code) =>
        from project in code.Projects
        from file in project.Sources
        where !file.Path.Contains("/Migrations/", StringComparison.Ordinal)
        select (project, file);

    [GeneratedRegex(@"^namespace (?<name>[A-Za-z0-9.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^\s*#region|\bTODO(?! *\(?#\d)", RegexOptions.Multiline)]
    private static partial Regex Leftover();
}
