using Slipway.Catalog;
using Slipway.Reconciliation;
using Slipway.Storage;

namespace Slipway.Daemon;

/// <summary>200 when the daemon can take an order: started, catalog loaded, the database answers, and something there carries machines. What the last
/// reconciliation found is told beside it: a difference wants an operator, not a restart.</summary>
internal sealed class Health(Database database, LiveCatalog catalog, Reconcile reconcile, IHostApplicationLifetime lifetime)
{
    public async Task<IResult> AnswerAsync(CancellationToken cancellationToken)
    {
        if (!lifetime.ApplicationStarted.IsCancellationRequested || lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return Unhealthy("starting or stopping");
        }

        try
        {
            _ = catalog.Current;
            var nodes = await database.ReadAsync(session => session.ScalarAsync<int>("select count(*) from servers_node where enabled = 1"), cancellationToken);
            return nodes > 0 ? Results.Json(new { status = "ok", reconcile = reconcile.Last is { } last ? new { at = last.At, difference = last.Differences.Count } : null }) : Unhealthy("no node is registered");
        }
        catch (Exception broken) when (broken is System.Data.Common.DbException or InvalidOperationException)
        {
            return Unhealthy("the database does not answer");
        }
    }

    private static IResult Unhealthy(string why) => Results.Json(new { status = "unhealthy", why }, statusCode: 503);
}
