using Slipway.Storage;

namespace Slipway.Servers;

/// <summary>Why a server's port is switched off.</summary>
/// <param name="ByOperator">Then the customer cannot switch it on again.</param>
public sealed record PortOff(string Reason, bool ByOperator);

internal static class PortStore
{
    /// <summary>Null while the port is on.</summary>
    public static Task<PortOff?> FindAsync(DatabaseSession session, ServerId server) =>
        session.FirstAsync(
            "select port_off_reason, port_off_by_operator from servers_server where id = @id and port_off_reason is not null", row => new PortOff(row.Text(0), row.Flag(1)), ("id", server.Value));

    public static Task SaveAsync(DatabaseTransaction transaction, ServerId server, PortOff? off) =>
        transaction.ExecuteAsync(
            "update servers_server set port_off_reason = @reason, port_off_by_operator = @by_operator where id = @id",
            ("reason", off?.Reason), ("by_operator", off?.ByOperator ?? false), ("id", server.Value));
}
