using Slipway.Storage;

namespace Slipway.Servers;

/// <summary>Which disc is in a server's drive, as its customer sees it.</summary>
public static class Drives
{
    /// <summary>Null when it is empty.</summary>
    public static Task<int?> DiscOfAsync(DatabaseSession session, ServerId server) => DriveStore.FindAsync(session, server);

    public static Task PutAsync(DatabaseTransaction transaction, ServerId server, int? disc) => DriveStore.SetAsync(transaction, server, disc);

    /// <summary>Servers that have this disc in their drive.</summary>
    public static async Task<IReadOnlyList<ServerId>> WithAsync(DatabaseSession session, int disc) => await DriveStore.WithAsync(session, disc);
}
