using Slipway.Storage;

namespace Slipway.Provisioning;

/// <summary>
/// What a higher room remembers of a machine that goes with its disk, or with the server. Each such room registers one; all are told, in the
/// transaction that says so. May be called again.
/// </summary>
public interface IServerLeftovers
{
    /// <summary>The disks were erased, with everything that belonged to them.</summary>
    Task ErasedAsync(DatabaseTransaction transaction, ServerId server);

    /// <summary>The machine is gone.</summary>
    Task EndedAsync(DatabaseTransaction transaction, ServerId server);
}
