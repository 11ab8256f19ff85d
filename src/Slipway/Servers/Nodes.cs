using Slipway.Storage;

namespace Slipway.Servers;

/// <summary>The nodes that carry machines.</summary>
public sealed class Nodes(Database database)
{
    private volatile IReadOnlyList<Node> _known = [];

    /// <summary>Enabled nodes as of the last registration; asked for each catalog answer, so kept in memory.</summary>
    public IReadOnlyList<Node> Known => _known;

    /// <summary>These nodes exist and are the ones new orders go to; those of other drivers keep what they carry.</summary>
    public async Task RegisterAsync(string driver, IReadOnlyList<(string Name, string Location, Hardware Hardware)> nodes, CancellationToken cancellationToken)
    {
        await database.InTransactionAsync(
            async transaction =>
            {
                await NodeStore.DisableOthersAsync(transaction, driver);
                foreach (var (name, location, hardware) in nodes)
                {
                    await NodeStore.EnsureAsync(transaction, name, location, driver, hardware);
                }
            },
            cancellationToken);
        _known = await database.ReadAsync(NodeStore.ListAsync, cancellationToken);
    }
}
