using Slipway.Provisioning;
using Slipway.Storage;

namespace Slipway.Disks;

/// <summary>With a disk its copies are gone: the driver has erased them too.</summary>
internal sealed class CopiesEnd : IServerLeftovers
{
    public Task ErasedAsync(DatabaseTransaction transaction, ServerId server) => DiskCopyStore.DeleteOfAsync(transaction, server);

    public async Task EndedAsync(DatabaseTransaction transaction, ServerId server)
    {
        await DiskCopyStore.DeleteOfAsync(transaction, server);
        await BackupScheduleStore.DeleteAsync(transaction, server);
    }
}
