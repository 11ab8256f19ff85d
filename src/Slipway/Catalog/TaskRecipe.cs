using System.Text;
using System.Text.RegularExpressions;

namespace Slipway.Catalog;

/// <summary>Something that can be done inside a server after it was delivered: one file in <c>catalog/tasks</c>.</summary>
public sealed record TaskRecipe
{
    /// <summary>The tag of a task for servers of every kind.</summary>
    public const string DefaultTag = "default";

    /// <summary>Name of the file: <c>set-timezone</c>.</summary>
    public required string Key { get; init; }

    public required TaskId Id { get; init; }

    /// <summary>Unique, compared without case.</summary>
    public required string Name { get; init; }

    public required string Description { get; init; }

    /// <summary>default, or the kinds of servers it is for: vm, bm, gpu, vgpu.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>Keys of the systems it works on.</summary>
    public required IReadOnlyList<string> Os { get; init; }

    public IReadOnlyList<TaskParameter> Parameters { get; init; } = [];

    /// <summary>Run as root by <c>/bin/sh</c>. Parameters are in its environment, as <c>TASK_NAME</c>.</summary>
    public required string Script { get; init; }

    public bool IsFor(ServerKind kind) => Tags.Contains(DefaultTag) || Tags.Contains(kind == ServerKind.Vds ? ServerKind.Vm.Word() : kind.Word());

    /// <summary>
    /// The script with its parameters, or everything that is wrong with them. A value becomes a quoted word of the shell and nothing else: no
    /// sign in it means anything.
    /// </summary>
    /// <param name="given">What was given for a parameter's name; null for nothing.</param>
    public Result<Secret> With(Func<string, string?> given)
    {
        var script = new StringBuilder();
        var mistakes = new List<string>();
        foreach (var parameter in Parameters)
        {
            var value = given(parameter.Name) ?? parameter.Default;
            if (parameter.Mistake(value) is { } mistake)
            {
                mistakes.Add(mistake);
            }
            else if (value is not null)
            {
                script.Append($"export {parameter.Variable}='{value.Replace("'", "'\\''", StringComparison.Ordinal)}'\n");
            }
        }

        return mistakes.Count > 0
            ? new Failure(FailureKind.Invalid, "catalog.task-parameters", string.Join("; ", mistakes))
            : new Secret(script.Append(Script).ToString());
    }
}

/// <summary>What a task has to be told.</summary>
/// <param name="Name">Small letters, digits and underscores.</param>
/// <param name="Allowed">The only values there are; empty when there are others.</param>
/// <param name="Default">What it is when nothing is given.</param>
public sealed record TaskParameter(string Name, string Description, IReadOnlyList<string> Allowed, string? Pattern, bool Required, string? Default)
{
    public const int Longest = 8192;

    private readonly Regex? _pattern = Pattern is null ? null : Compiled(Pattern);

    /// <summary>Its name in the script's environment.</summary>
    public string Variable => $"TASK_{Name.ToUpperInvariant()}";

    /// <summary>What is wrong with a value; null when nothing is. A value is not repeated: it may be a secret.</summary>
    public string? Mistake(string? value) =>
        value is null ? Required ? $"{Name} is required: {Description}" : null
        : value.Length > Longest ? $"{Name} may have at most {Longest} characters"
        : value.Any(sign => char.IsControl(sign)) ? $"{Name} may not hold line breaks or control characters"
        : Allowed.Count > 0 && !Allowed.Contains(value) ? $"{Name} must be one of {string.Join(", ", Allowed)}"
        : _pattern?.IsMatch(value) == false ? $"{Name} is malformed: {Description}"
        : null;

    /// <summary>Matches the whole value, in time that grows with its length only.</summary>
    public static Regex Compiled(string pattern) => new($@"\A(?:{pattern})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
}
