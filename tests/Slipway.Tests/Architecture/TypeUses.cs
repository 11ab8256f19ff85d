using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Slipway.Tests.Architecture;

/// <summary>
/// What a compiled type uses. On the assembly, not on <c>using</c> lines: a name can be written without any, and an async
/// lambda hides in a nested type.
/// </summary>
internal static class TypeUses
{
    public static TypeReference Outermost(this TypeReference type)
    {
        type = type.GetElementType();
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return type;
    }

    /// <summary>The type with all that is nested in it, compiler-made types included.</summary>
    public static IEnumerable<TypeDefinition> WithNested(this TypeDefinition type) => type.NestedTypes.SelectMany(WithNested).Prepend(type);

    public static IEnumerable<MethodDefinition> AllMethods(this TypeDefinition type) => type.WithNested().SelectMany(part => part.Methods);

    public static IEnumerable<Instruction> Instructions(this MethodDefinition method) => method.HasBody ? method.Body.Instructions : [];

    /// <summary>Every type that is mentioned anywhere in it.</summary>
    public static HashSet<TypeReference> Of(TypeDefinition type) =>
        type.WithNested().SelectMany(Mentioned).SelectMany(Parts).ToHashSet(new ByName());

    private static IEnumerable<TypeReference?> Mentioned(TypeDefinition type)
    {
        yield return type.BaseType;
        foreach (var mentioned in type.Interfaces.Select(item => item.InterfaceType)
            .Concat(type.Fields.Select(field => field.FieldType))
            .Concat(Attributes(type))
            .Concat(type.GenericParameters.SelectMany(Constraints))
            .Concat(type.Methods.SelectMany(Mentioned)!))
        {
            yield return mentioned;
        }
    }

    private static IEnumerable<TypeReference?> Mentioned(MethodDefinition method) =>
        method.Parameters.Select(parameter => parameter.ParameterType)
            .Append(method.ReturnType)
            .Concat(Attributes(method))
            .Concat(method.GenericParameters.SelectMany(Constraints))
            .Concat(method.HasBody ? method.Body.Variables.Select(variable => variable.VariableType) : [])
            .Concat(method.Instructions().SelectMany(instruction => Mentioned(instruction.Operand)));

    private static IEnumerable<TypeReference> Mentioned(object? operand) => operand switch
    {
        TypeReference type => [type],
        MethodReference method => method.Parameters.Select(parameter => parameter.ParameterType).Append(method.ReturnType).Append(method.DeclaringType)
            .Concat(method is GenericInstanceMethod generic ? generic.GenericArguments : []),
        FieldReference field => [field.DeclaringType, field.FieldType],
        _ => [],
    };

    private static IEnumerable<TypeReference> Attributes(ICustomAttributeProvider provider) =>
        provider.CustomAttributes.Select(attribute => attribute.AttributeType);

    private static IEnumerable<TypeReference> Constraints(GenericParameter parameter) => parameter.Constraints.Select(constraint => constraint.ConstraintType);

    private static IEnumerable<TypeReference> Parts(TypeReference? type) => type switch
    {
        null or GenericParameter => [],
        GenericInstanceType generic => generic.GenericArguments.SelectMany(Parts).Append(generic.ElementType),
        IModifierType modified => Parts(modified.ElementType).Concat(Parts(modified.ModifierType)),
        TypeSpecification other => Parts(other.ElementType),
        _ => [type],
    };

    private sealed class ByName : IEqualityComparer<TypeReference>
    {
        public bool Equals(TypeReference? one, TypeReference? other) => one?.FullName == other?.FullName;

        public int GetHashCode(TypeReference type) => type.FullName.GetHashCode(StringComparison.Ordinal);
    }
}
