using Slipway.Servers;
using Slipway.Storage;

namespace Slipway.Provisioning;

/// <summary>
/// A server that is about to boot from the network: is there something waiting for it? Asked when it is switched on or restarted;
/// answered where installations are known.
/// </summary>
public interface INetworkBoot
{
    /// <summary>Starts the installation that was arranged and answers its run, or null when the boot is an ordinary one. The arrangement holds for one boot.</summary>
    Task<Result<AsyncKey?>> BootingAsync(DatabaseTransaction transaction, Server server);
}
