using Slipway.Mutation;
using Xunit;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(CheapFirst))]

namespace Slipway.Mutation;

/// <summary>The first test that fails ends the run of a mutant: arithmetic comes first, then what needs a database, last whole lives of services.</summary>
public sealed class CheapFirst : ITestCollectionOrderer
{
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : Xunit.Sdk.ITestCollection =>
        [.. testCollections.OrderBy(collection => Cost(collection.TestCollectionDisplayName))];

    private static int Cost(string name) =>
        name.Contains(".Pricing.", StringComparison.Ordinal) ? 0
        : name.Contains(".Orders.", StringComparison.Ordinal) ? 2
        : 1;
}
