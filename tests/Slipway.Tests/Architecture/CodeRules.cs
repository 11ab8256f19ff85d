using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Slipway.Tests.Architecture;

/// <summary>What may not be called.</summary>
internal static class CodeRules
{
    public static IReadOnlyList<Rule> All { get; } =
    [
        new("a state is assigned from its table, never by name", States),
        new("banned symbols are not used", Banned),
        new("only the executables write to the console", code => Calls(code)
            .Where(call => call.Project.Name != CodeBase.Executable && call.Called.DeclaringType.FullName == "System.Console")
            .Select(call => $"{call.By.FullName} calls {call.Called.Name} of the console")),
        new("log messages are source-generated", code => Calls(code)
            .Where(call => call.Called.DeclaringType.FullName == "Microsoft.Extensions.Logging.LoggerExtensions")
            .Select(call => $"{call.By.FullName} calls {call.Called.Name}")),
    ];

    /// <summary>A record's copy with <c>State = X</c> loads the name right before it calls the setter.</summary>
    private static IEnumerable<string> States(CodeBase code)
    {
        var states = code.Projects.SelectMany(project => project.Types).Where(type => type.IsEnum && type.Name.EndsWith("State", StringComparison.Ordinal) && NameRules.MovesOf(type) is not null)
            .Select(type => type.FullName).ToHashSet(StringComparer.Ordinal);
        return
            from call in Calls(code)
            where call.Called.Name.StartsWith("set_", StringComparison.Ordinal) && call.Called.Parameters is [{ ParameterType: { } type }] && states.Contains(type.FullName)
            where call.At.Previous?.OpCode.Name.StartsWith("ldc.i4", StringComparison.Ordinal) == true
            select $"{call.By.FullName} sets {call.Called.DeclaringType.Name}.{call.Called.Name[4..]}";
    }

    private static IEnumerable<string> Banned(CodeBase code)
    {
        // As in BannedSymbols.txt: P:Type.Property is called as get_Property, M:Type.Method(parameters) by its name.
        var banned = code.BannedSymbols.Select(symbol => symbol[..2] == "P:" ? Getter(symbol[2..]) : symbol[2..].Replace("#ctor", ".ctor()", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        return
            from call in Calls(code)
            let name = $"{call.Called.DeclaringType.FullName}.{call.Called.Name}({string.Join(',', call.Called.Parameters.Select(parameter => parameter.ParameterType.FullName))})"
            where banned.Contains(name.Replace("..ctor", ".ctor", StringComparison.Ordinal)) || banned.Contains(name)
            select $"{call.By.FullName} calls {name}";
    }

    private static string Getter(string property)
    {
        var dot = property.LastIndexOf('.');
        return $"{property[..dot]}.get_{property[(dot + 1)..]}()";
    }

    private static IEnumerable<(CodeProject Project, TypeDefinition By, Instruction At, MethodReference Called)> Calls(CodeBase code) =>
        from project in code.Projects
        from type in project.Types
        from method in type.AllMethods()
        from instruction in method.Instructions()
        where instruction.Operand is MethodReference
        select (project, type, instruction, (MethodReference)instruction.Operand);
}
