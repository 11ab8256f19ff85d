using Slipway.Storage;

namespace Slipway.Servers;

/// <summary>Whether a server's port is switched off, and by whom; inside the caller's transaction.</summary>
public static class ServerPort
{
    /// <summary>Null while the port is on.</summary>
    public static Task<PortOff?> FindAsync(DatabaseSession session, ServerId server) => PortStore.FindAsync(session, server);

    /// <summary>Off for this reason, or on with null.</summary>
    public static Task SaveAsync(DatabaseTransaction transaction, ServerId server, PortOff? off) => PortStore.SaveAsync(transaction, server, off);
}
