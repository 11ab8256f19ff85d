using Slipway.Disks;
using Slipway.Invapi.Modules.Eq;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Vm;

/// <summary>Quirk Q-052: tells the settings. How many copies are kept is the provider's to say; a wish for another number is ignored.</summary>
internal sealed class UpdateRestoreSettings(CopyQueries copies) : ServerAction
{
    protected override async Task<WireReply> RunAsync(WireCall call, ServerId server, CancellationToken cancellationToken) =>
        (await copies.ListAsync(call.Caller, server, CopyKind.Snapshot, cancellationToken)).TryGet(out var made, out var failure)
            ? WireReply.Ok(("id", server.Value), ("settings", new SnapshotSettingsShape(copies.Most(CopyKind.Snapshot))), ("snapshots", made.Select(SnapshotShape.From)))
            : Refused(failure);
}
