namespace Slipway.Workflows;

/// <summary>All workflows this version can run, by name.</summary>
public sealed class WorkflowList(IEnumerable<Workflow> workflows)
{
    private readonly Dictionary<string, Workflow> _byName = workflows.ToDictionary(workflow => workflow.Name, StringComparer.Ordinal);

    public IReadOnlyCollection<Workflow> All => _byName.Values;

    public Workflow Get(string name) => _byName.TryGetValue(name, out var workflow)
        ? workflow
        : throw new InvalidOperationException($"No workflow is called '{name}': was this run started by a newer Slipway?");
}
