using System.Security.Cryptography;
using Slipway.Machines;

namespace Slipway.Drivers.Fake;

/// <summary>There is no disk, and the report says so; it is told until the machine is made anew, as a real one would be.</summary>
internal sealed class FakeErase(FakeFleet fleet, TimeProvider time) : IErase
{
    private static readonly string NoSamples = Convert.ToHexStringLower(SHA256.HashData([]));

    public Task<Erasing> EraseAsync(MachineRef machine, CancellationToken cancellationToken)
    {
        if (fleet.Fault("erase") is { } fault)
        {
            return Task.FromResult(new Erasing(new Progress.Failed(fault)));
        }

        if (!fleet.Find(machine).TryGet(out var found, out var failure))
        {
            return Task.FromResult(new Erasing(failure.Kind == FailureKind.NotFound ? new Progress.Done("there was no machine") : new Progress.Failed(failure)));
        }

        if (found.Power == PowerState.On)
        {
            return Task.FromResult(new Erasing(new Progress.Failed(new Failure(FailureKind.Busy, "machines.running", "The machine is running; it has to be switched off before its disk is erased."))));
        }

        if (found.ErasedAt is null)
        {
            _ = fleet.Change(machine, before => before with { ErasedAt = time.GetUtcNow(), StartedAt = null, Snapshots = [], Backups = [] });
            found = fleet.Find(machine).Value;
        }

        var at = found.ErasedAt!.Value;
        return Task.FromResult(new Erasing(new Progress.Done(), new EraseReport("simulated: this machine has no disk", [new ErasedDisk("disk", 0, 0, 0, NoSamples)], at, at)));
    }
}
