using System.Text.Json;
using Slipway.Machines;
using Slipway.Storage;

namespace Slipway.Provisioning;

public enum EraseReason
{
    /// <summary>Another system was put on the server.</summary>
    Reinstallation,

    /// <summary>The server ended.</summary>
    Removal,
}

/// <summary>Keeps for ever what was done to the disks of a server, as a signed record that its customer may ask for.</summary>
public sealed class EraseRecords(TimeProvider clock)
{
    public async Task<Result<Unit>> AddAsync(DatabaseTransaction transaction, ServerId server, AccountId account, EraseReason reason, string node, EraseReport report)
    {
        await transaction.ExecuteAsync(
            "insert into servers_erasure (server_id, account_id, reason, report_json, erased_at, record) values (@server, @account, @reason, @report, @erased_at, @record)",
            ("server", server.Value), ("account", account.Value), ("reason", $"{reason}"), ("report", JsonSerializer.Serialize(report)), ("erased_at", clock.GetUtcNow()), ("record", ""));
        return Unit.Value;
    }
}
