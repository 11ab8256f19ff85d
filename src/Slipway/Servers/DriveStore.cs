using Slipway.Storage;

namespace Slipway.Servers;

/// <summary>Which disc is in a server's drive.</summary>
internal static class DriveStore
{
    public static async Task<int?> FindAsync(DatabaseSession session, ServerId server) =>
        await session.ScalarAsync<int?>("select media_id from servers_server where id = @id", ("id", server.Value));

    public static Task SetAsync(DatabaseTransaction transaction, ServerId server, int? media) =>
        transaction.ExecuteAsync("update servers_server set media_id = @media where id = @id", ("media", media), ("id", server.Value));

    /// <summary>Servers that have this disc in their drive.</summary>
    public static Task<List<ServerId>> WithAsync(DatabaseSession session, int media) =>
        session.ListAsync("select id from servers_server where media_id = @media order by id", row => new ServerId(row.Int(0)), ("media", media));
}
