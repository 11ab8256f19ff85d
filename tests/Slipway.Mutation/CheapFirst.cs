using Slipway.Mutation;
using Xunit;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(CheapFirst))]

namespace Slipway.Mutation;

/// <summary>The first test that fails ends the run of a mutant: arithmetic comes before whatever needs a database.</summary>
public sealed class CheapFirst : ITestCollectionOrderer
{
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : Xunit.Sdk.ITestCollection =>
        [.. testCollections.OrderBy(collection => collection.TestCollectionDisplayName.Contains("OnSqlite", StringComparison.Ordinal))];
}
