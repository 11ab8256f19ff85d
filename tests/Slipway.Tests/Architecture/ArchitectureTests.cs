using Shouldly;
using Xunit;

namespace Slipway.Tests.Architecture;

/// <summary>The rules of the house hold, and each of them can fail: the folder <c>Planted</c> breaks every one.</summary>
public sealed class ArchitectureTests
{
    public static TheoryData<string> Rules => [.. Rule.All.Select(rule => rule.Sentence)];

    [Theory]
    [MemberData(nameof(Rules))]
    public void Product_keeps_the_rule(string sentence) => Violations(sentence, CodeBase.Product).ShouldBeEmpty(sentence);

    [Theory]
    [MemberData(nameof(Rules))]
    public void Planted_violation_is_found(string sentence) => Violations(sentence, CodeBase.Planted).ShouldNotBeEmpty($"nobody has seen this rule fail: {sentence}");

    /// <summary>Each planted file says in its name which rule it breaks, and how often it is found.</summary>
    [Theory]
    [InlineData("a feature uses only the features of its row", "MoneyThatKnowsMachines")]
    [InlineData("a feature uses only the features of its row", "ArrowInALambda")]
    [InlineData("a feature uses only the features of its row", "ArrowInAnAttribute")]
    [InlineData("a store is used only inside its feature", "BorrowsAStore")]
    [InlineData("database clients and SQL stand only in stores, queries and Storage", "SqlInAUseCase")]
    [InlineData("database clients and SQL stand only in stores, queries and Storage", "HoldsAConnection")]
    [InlineData("the business knows no ASP.NET", "KnowsTheWeb")]
    [InlineData("a project uses only the projects of its row", "DoorThatKnowsHands")]
    [InlineData("the hands use only Machines and the root words", "HandThatKnowsMoney")]
    [InlineData("driver folders do not use each other", "HandThatKnowsTheOther")]
    [InlineData("a state is assigned from its table, never by name", "AssignsAState")]
    [InlineData("methods that answer a task end in Async, and only those", "Wait")]
    [InlineData("methods that answer a task end in Async, and only those", "NothingAsync")]
    [InlineData("banned symbols are not used", "System.DateTime.get_UtcNow")]
    [InlineData("banned symbols are not used", "System.Threading.Thread.Sleep(System.Int32)")]
    [InlineData("banned symbols are not used", "System.Net.Http.HttpClient..ctor()")]
    public void Planted_violation_is_named(string sentence, string name) =>
        Violations(sentence, CodeBase.Planted).ShouldContain(violation => violation.Contains(name, StringComparison.Ordinal));

    [Fact]
    public void Planted_code_that_keeps_the_rules_is_not_found()
    {
        var found = Rule.All.SelectMany(rule => rule.Check(CodeBase.Planted)).ToList();

        found.ShouldNotContain(violation => violation.StartsWith("Slipway.Tests.Architecture.Planted.Business.Orders.KeepsTheRules ", StringComparison.Ordinal));
    }

    [Fact]
    public void Tables_are_read_from_the_page()
    {
        const string Page = "## Arrows\n\n### Features\ntext\n\n| feature | may use |\n|---|---|\n| A, B | - |\n| C | A |\n| D | all of the above |\n\nmore\n| E | A |\n";
        var table = DependencyTable.Read(Page, "### Features");

        table.Names.ShouldBe(["A", "B", "C", "D"]);
        table.Allows("C", "A").ShouldBeTrue();
        table.Allows("C", "B").ShouldBeFalse();
        table.Allows("A", "C").ShouldBeFalse();
        table.Allows("D", "C").ShouldBeTrue();
        table.Allows("B", "B").ShouldBeTrue();
        Should.Throw<InvalidOperationException>(() => DependencyTable.Read(Page, "### Projects"));
    }

    private static List<string> Violations(string sentence, CodeBase code) => [.. Rule.All.Single(rule => rule.Sentence == sentence).Check(code).Distinct()];
}
