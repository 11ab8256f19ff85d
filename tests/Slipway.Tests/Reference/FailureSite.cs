using System.Text.RegularExpressions;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Slipway.Tests.Architecture;

namespace Slipway.Tests.Reference;

/// <summary>A place in the product that makes a refusal.</summary>
/// <param name="Kind">The kind, or null when it is chosen while running.</param>
/// <param name="Message">The words; what is filled in shows as an ellipsis. Null when there are several.</param>
internal sealed partial record FailureSite(string Code, FailureKind? Kind, string? Message, string By)
{
    private static readonly string MakesFailure = $"System.Void {typeof(Failure).FullName}::.ctor(";

    /// <summary>Found in the compiled code: the text of a code, and the first <c>new Failure</c> that follows it.</summary>
    public static IReadOnlyList<FailureSite> All { get; } =
    [
        .. from project in CodeBase.Product.Projects
           from type in project.Types
           from method in type.AllMethods()
           from instruction in method.Instructions()
           where instruction.OpCode.Code == Mono.Cecil.Cil.Code.Ldstr && Form().IsMatch((string)instruction.Operand)
           let end = Following(instruction).FirstOrDefault(next => IsFailure(next) || IsCode(next))
           where end is not null && IsFailure(end)
           select new FailureSite((string)instruction.Operand, KindBefore(instruction), MessageBetween(instruction, end), $"{type.Namespace}.{type.Name}"),
    ];

    private static FailureKind? KindBefore(Instruction code) => code.Previous?.OpCode.Code switch
    {
        >= Mono.Cecil.Cil.Code.Ldc_I4_0 and <= Mono.Cecil.Cil.Code.Ldc_I4_8 and var value => (FailureKind)(value - Mono.Cecil.Cil.Code.Ldc_I4_0),
        _ => null,
    };

    /// <summary>The literals in their order; a value that is pushed between two of them is an ellipsis.</summary>
    private static string? MessageBetween(Instruction code, Instruction end)
    {
        var words = "";
        foreach (var instruction in Following(code).TakeWhile(next => next != end))
        {
            if (instruction.OpCode.FlowControl is FlowControl.Branch or FlowControl.Cond_Branch)
            {
                return null;
            }

            if (instruction.Operand is MethodReference { Name: "Concat" or "ToStringAndClear" })
            {
                break;
            }

            words += instruction.Operand switch
            {
                string literal => literal,
                MethodReference { Name: "AppendFormatted" } or MethodReference { ReturnType.FullName: "System.String" } => "…",
                _ when instruction.OpCode.Name.StartsWith("ldarg", StringComparison.Ordinal) && instruction.Next.Operand is string => "…",
                _ => "",
            };
        }

        return words.Length == 0 ? null : words.Replace("……", "…", StringComparison.Ordinal);
    }

    private static bool IsFailure(Instruction instruction) => instruction.OpCode.Code == Mono.Cecil.Cil.Code.Newobj && ((MethodReference)instruction.Operand).FullName.StartsWith(MakesFailure, StringComparison.Ordinal);

    private static bool IsCode(Instruction instruction) => instruction.Operand is string text && Form().IsMatch(text);

    private static IEnumerable<Instruction> Following(Instruction instruction)
    {
        for (var next = instruction.Next; next is not null; next = next.Next)
        {
            yield return next;
        }
    }

    [GeneratedRegex(@"^[a-z]+\.[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex Form();
}
