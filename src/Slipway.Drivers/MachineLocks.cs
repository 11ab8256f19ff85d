using System.Collections.Concurrent;

namespace Slipway.Drivers;

/// <summary>
/// One call at a time for each machine. Inside one daemon only: between daemons the workflow's fence and QEMU's own lock
/// on the disk hold.
/// </summary>
internal sealed class MachineLocks
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _locks = new(StringComparer.Ordinal);

    public async Task<IDisposable> HoldAsync(string machineId, CancellationToken cancellationToken)
    {
        var semaphore = _locks.GetOrAdd(machineId, _ => new SemaphoreSlim(1, 1));
        await semaphore.WaitAsync(cancellationToken);
        return new Held(semaphore);
    }

    private sealed class Held(SemaphoreSlim semaphore) : IDisposable
    {
        public void Dispose() => semaphore.Release();
    }
}
