using Slipway.Storage;

namespace Slipway.Provisioning;

/// <summary>
/// Told in the transaction that takes a server away from its customer: what was agreed about it ends with it. Implemented
/// where the agreements are known.
/// </summary>
public interface IServerEnd
{
    /// <summary>When the server is to go, as it stands now; null when nothing is agreed about it.</summary>
    Task<DateTimeOffset?> EndsAtAsync(ServerId server, CancellationToken cancellationToken);

    /// <summary>May be called again.</summary>
    Task EndAsync(DatabaseTransaction transaction, ServerId server);
}
