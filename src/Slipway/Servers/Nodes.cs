using Slipway.Storage;

namespace Slipway.Servers;

/// <summary>The nodes that carry machines.</summary>
public sealed class Nodes(Database database, TimeProvider clock)
{
    private volatile IReadOnlyList<Node> _known = [];
    private IReadOnlyList<FreeSpace> _free = [];
    private long _countedAt = long.MinValue / 2;

    /// <summary>Enabled nodes as of the last registration; asked for each catalog answer, so kept in memory.</summary>
    public IReadOnlyList<Node> Known => _known;

    /// <summary>These nodes exist and are the ones new orders go to; all others keep what they carry.</summary>
    public async Task RegisterAsync(string driver, IReadOnlyList<(string Name, string Location, Hardware Hardware)> nodes, CancellationToken cancellationToken)
    {
        await database.InTransactionAsync(
            async transaction =>
            {
                await NodeStore.DisableAllAsync(transaction);
                foreach (var (name, location, hardware) in nodes)
                {
                    await NodeStore.EnsureAsync(transaction, name, location, driver, hardware);
                }
            },
            cancellationToken);
        await RefreshAsync(cancellationToken);
    }

    /// <summary>How many servers of this size the location could carry, as of a second ago: an order looks for itself.</summary>
    public async ValueTask<int> FreeAsync(string location, Hardware hardware, CancellationToken cancellationToken)
    {
        if (clock.GetElapsedTime(_countedAt) > TimeSpan.FromSeconds(1))
        {
            _free = await database.ReadAsync(NodeStore.FreeAsync, cancellationToken);
            _countedAt = clock.GetTimestamp();
        }

        return FreeSpace.Of(_free, location, hardware);
    }

    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        _known = await database.ReadAsync(NodeStore.ListAsync, cancellationToken);
    }
}
