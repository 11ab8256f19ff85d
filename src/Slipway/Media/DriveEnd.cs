using Slipway.Provisioning;
using Slipway.Servers;
using Slipway.Storage;

namespace Slipway.Media;

/// <summary>A server that is gone holds no disc any more. One that gets another system keeps what is in its drive.</summary>
internal sealed class DriveEnd : IServerLeftovers
{
    public Task ErasedAsync(DatabaseTransaction transaction, ServerId server) => Task.CompletedTask;

    public Task EndedAsync(DatabaseTransaction transaction, ServerId server) => Drives.PutAsync(transaction, server, null);
}
