using System.Text.RegularExpressions;
using Mono.Cecil;

namespace Slipway.Tests.Architecture;

/// <summary>Section "Names" of the architecture.</summary>
internal static partial class NameRules
{
    private static readonly string[] SaysNothing = ["Manager", "Helper", "Helpers", "Util", "Utils", "Impl", "Dto"];

    // Words for what is seen of something, not for a life that is moved along a table.
    private static readonly string[] OnlySeen = ["PowerState", "StepState"];

    public static IReadOnlyList<Rule> All { get; } =
    [
        new("no type is named Manager, Helper, Utils, Impl or Dto", code => Types(code)
            .Where(type => SaysNothing.Any(suffix => type.Name.EndsWith(suffix, StringComparison.Ordinal)))
            .Select(type => type.FullName)),
        new("interfaces begin with I, and nothing else does", code => Types(code)
            .Where(type => type.IsInterface != Interface().IsMatch(type.Name))
            .Select(type => type.FullName)),
        new("a Shape is a piece of a wire answer and stays in Invapi", code => code.Projects
            .Where(project => project.Name != CodeBase.Door)
            .SelectMany(project => project.Types)
            .Where(type => type.Name.EndsWith("Shape", StringComparison.Ordinal))
            .Select(type => type.FullName)),
        new("a State has its table of moves beside it", code => Types(code)
            .Where(type => type.IsEnum && type.Name.EndsWith("State", StringComparison.Ordinal) && !OnlySeen.Contains(type.Name))
            .Where(type => MovesOf(type)?.Fields.Any(field => field is { Name: "Table", IsStatic: true }) != true)
            .Select(type => $"{type.FullName} has no {type.Name[..^5]}Moves.Table")),
        new("methods that answer a task end in Async, and only those", code => Types(code)
            .SelectMany(type => type.WithNested())
            .Where(type => !IsMadeByCompiler(type.Name))
            .SelectMany(type => type.Methods)
            .Where(method => !IsMadeByCompiler(method.Name) && !method.IsSpecialName && AnswersTask(method) != method.Name.EndsWith("Async", StringComparison.Ordinal))
            .Select(method => method.FullName)),
        new("private fields are _camelCase", code => Types(code)
            .SelectMany(type => type.WithNested())
            .Where(type => !IsMadeByCompiler(type.Name) && !type.IsEnum)
            .SelectMany(type => type.Fields)
            .Where(field => field is { IsPrivate: true, IsStatic: false } && !IsMadeByCompiler(field.Name) && !Field().IsMatch(field.Name))
            .Select(field => field.FullName)),
    ];

    internal static TypeDefinition? MovesOf(TypeDefinition state) =>
        state.Module.Types.FirstOrDefault(type => type.Namespace == state.Namespace && type.Name == state.Name[..^5] + "Moves");

    private static IEnumerable<TypeDefinition> Types(CodeBase code) => code.Projects.SelectMany(project => project.Types).Where(type => !IsMadeByCompiler(type.Name));

    private static bool AnswersTask(MethodDefinition method) =>
        method.ReturnType.GetElementType().FullName is "System.Threading.Tasks.Task" or "System.Threading.Tasks.Task`1" or "System.Threading.Tasks.ValueTask"
            or "System.Threading.Tasks.ValueTask`1" or "System.Collections.Generic.IAsyncEnumerable`1";

    private static bool IsMadeByCompiler(string name) => name.Contains('<', StringComparison.Ordinal);

    [GeneratedRegex("^I[A-Z][a-z]")]
    private static partial Regex Interface();

    [GeneratedRegex("^_[a-z][A-Za-z0-9]*$")]
    private static partial Regex Field();
}
