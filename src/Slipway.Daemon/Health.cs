using Slipway.Catalog;
using Slipway.Storage;

namespace Slipway.Daemon;

/// <summary>200 when the daemon can take an order: started, catalog loaded, and the database takes a write.</summary>
internal sealed class Health(Database database, LiveCatalog catalog, IHostApplicationLifetime lifetime)
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
            await database.ReadAsync(session => session.ScalarAsync<int>("select count(*) from servers_node where enabled = 1"), cancellationToken);
            return Results.Json(new { status = "ok" });
        }
        catch (Exception broken) when (broken is System.Data.Common.DbException or InvalidOperationException)
        {
            return Unhealthy("the database does not answer");
        }
    }

    private static IResult Unhealthy(string why) => Results.Json(new { status = "unhealthy", why }, statusCode: 503);
}
