using System.Text.Json;
using Slipway.Machines;
using Slipway.Storage;

namespace Slipway.Provisioning;

internal static class EraseStore
{
    /// <summary>The same erasing for the same reason: a step that was called again tells its report once more.</summary>
    public static async Task<bool> IsKnownAsync(DatabaseSession session, ServerId server, EraseReason reason, EraseReport report) =>
        await session.ScalarAsync<long>(
            "select count(*) from servers_erasure where server_id = @server and reason = @reason and report_json = @report",
            ("server", server.Value), ("reason", $"{reason}"), ("report", JsonSerializer.Serialize(report))) > 0;

    public static Task InsertAsync(DatabaseTransaction transaction, AccountId account, EraseRecord record) =>
        transaction.ExecuteAsync(
            "insert into servers_erasure (server_id, account_id, reason, report_json, erased_at, record) values (@server, @account, @reason, @report, @erased_at, @record)",
            ("server", record.Server.Value), ("account", account.Value), ("reason", $"{record.Reason}"), ("report", JsonSerializer.Serialize(record.Report)), ("erased_at", record.ErasedAt),
            ("record", record.Signed));

    public static Task<List<EraseRecord>> ListAsync(DatabaseSession session, ServerId server) =>
        session.ListAsync(
            "select server_id, reason, report_json, record from servers_erasure where server_id = @server order by id",
            row => new EraseRecord(new ServerId(row.Int(0)), Enum.Parse<EraseReason>(row.Text(1)), JsonSerializer.Deserialize<EraseReport>(row.Text(2))!, row.Text(3)),
            ("server", server.Value));

    /// <summary>The newest first.</summary>
    public static Task<List<SigningKey>> KeysAsync(DatabaseSession session) =>
        session.ListAsync("select id, public_jwk, sealed_private_key from servers_signing_key order by created_at desc, id", row => new SigningKey(row.Text(0), row.Text(1), row.Text(2)));

    /// <summary>Until the transaction ends nobody else makes a key.</summary>
    public static async Task LockKeysAsync(DatabaseTransaction transaction)
    {
        // SQLite has one writer anyway.
        if (transaction.IsPostgreSql)
        {
            await transaction.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended(@name, 0))", ("name", "slipway:erase-keys"));
        }
    }

    public static Task InsertKeyAsync(DatabaseTransaction transaction, SigningKey key, DateTimeOffset now) =>
        transaction.ExecuteAsync(
            "insert into servers_signing_key (id, public_jwk, sealed_private_key, created_at) values (@id, @public_jwk, @sealed_private_key, @created_at) on conflict do nothing",
            ("id", key.Id), ("public_jwk", key.PublicJwk), ("sealed_private_key", key.SealedPrivateKey), ("created_at", now));
}

/// <param name="Id">RFC 7638 thumbprint.</param>
internal sealed record SigningKey(string Id, string PublicJwk, string SealedPrivateKey);
