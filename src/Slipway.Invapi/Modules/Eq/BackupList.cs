using Slipway.Disks;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Eq;

/// <summary>The backups of a server, told at once.</summary>
internal sealed class BackupList(CopyQueries copies) : ServerAction
{
    protected override async Task<WireReply> RunAsync(WireCall call, ServerId server, CancellationToken cancellationToken) =>
        (await copies.ListAsync(call.Caller, server, CopyKind.Backup, cancellationToken)).TryGet(out var made, out var failure)
            ? WireReply.Ok(("id", server.Value), ("backups", made.Select(SnapshotShape.From)), ("settings", new SnapshotSettingsShape(copies.Most(CopyKind.Backup))))
            : Refused(failure);
}
