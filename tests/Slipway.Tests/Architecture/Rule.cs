namespace Slipway.Tests.Architecture;

/// <summary>A rule of the house: the sentence, and what breaks it.</summary>
public sealed record Rule(string Sentence, Func<CodeBase, IEnumerable<string>> Check)
{
    public static IReadOnlyList<Rule> All { get; } = [.. DependencyRules.All, .. NameRules.All, .. CodeRules.All, .. SourceRules.All];

    public override string ToString() => Sentence;
}
