using Microsoft.Extensions.DependencyInjection;
using Slipway.Testing;
using Slipway.Testing.Databases;
using Slipway.Workflows;
using Xunit;

namespace Slipway.Tests.Workflows;

public sealed class WorkflowListTests
{
    private const string Header = """
        # Names of workflows and their steps. Runs outlive releases: a run that was started by an older version must find every
        # name here. When this file differs, do not change a list that was released: leave name/1 as it is and add name/2
        # beside it, until no run of name/1 lives. Only a list that no release has carried may be changed in its place.

        """;

    [Fact]
    public async Task Names_of_workflows_and_steps_are_for_ever()
    {
        await using var database = await TestDatabase.CreateEmptyAsync(DatabaseKind.Sqlite);
        await using var business = await Business.OnAsync(database);
        var lists = business.Services.GetServices<Workflow>()
            .OrderBy(workflow => workflow.Name, StringComparer.Ordinal)
            .Select(workflow => $"{workflow.Name}\n{string.Concat(workflow.StepNames.Select(step => $"  {step}\n"))}");

        Golden.ShouldMatch(Header.ReplaceLineEndings("\n") + string.Join('\n', lists), "workflows.golden.txt");
    }
}
