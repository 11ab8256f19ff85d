using Slipway.Accounts;
using Slipway.Provisioning;
using Slipway.Servers;
using Slipway.Storage;

namespace Slipway.Media;

/// <summary>A customer puts a disc into his server's drive, or takes it out; the server may run.</summary>
public sealed class MountIso(ServerJobs jobs, ChangeDisc workflow)
{
    /// <param name="id">Number of the image; null where it is named.</param>
    public Task<Result<AsyncKey>> InsertAsync(Caller caller, ServerId server, int? id, string? name, CancellationToken cancellationToken) =>
        StartAsync(
            caller, server, "mount_iso",
            async transaction =>
            {
                if (!(await FindAsync(transaction, caller, id, name)).TryGet(out var iso, out var unknown))
                {
                    return unknown;
                }

                return iso.Phase == IsoPhase.Ready ? new DriveView(iso.Id) : IsoFailures.NotReady(iso);
            },
            cancellationToken);

    /// <summary>Also of a drive that is empty.</summary>
    public Task<Result<AsyncKey>> EjectAsync(Caller caller, ServerId server, CancellationToken cancellationToken) =>
        StartAsync(caller, server, "unmount_iso", _ => Task.FromResult<Result<DriveView>>(new DriveView(null)), cancellationToken);

    private Task<Result<AsyncKey>> StartAsync(Caller caller, ServerId id, string action, Func<DatabaseTransaction, Task<Result<DriveView>>> wanted, CancellationToken cancellationToken) =>
        jobs.StartAsync(
            caller, id, new ServerJob<DiscChange>(workflow, action, Changes: true, "given a disc"),
            async (transaction, place) =>
            {
                if (!(await wanted(transaction)).TryGet(out var drive, out var refused))
                {
                    return refused;
                }

                var before = await Drives.DiscOfAsync(transaction, id);
                if (drive.IsoId is not null)
                {
                    // From the wish on it is in use: nobody deletes it while it is put in.
                    await Drives.PutAsync(transaction, id, drive.IsoId);
                }

                return new DiscChange(id.Value, place.Node.Name, place.Node.Driver, drive.IsoId, before);
            },
            cancellationToken);

    /// <summary>By number; or by name, the customer's own before the operator's, if only one of them is called so.</summary>
    private static async Task<Result<Iso>> FindAsync(DatabaseTransaction transaction, Caller caller, int? id, string? name)
    {
        if (id is { } number)
        {
            return await IsoStore.FindForUpdateAsync(transaction, number) is { } iso && iso.MayBeUsedBy(caller.AccountId) ? iso : IsoFailures.Unknown($"{number}");
        }

        foreach (var owner in new AccountId?[] { caller.AccountId, null })
        {
            List<Iso> named = [.. (await IsoStore.ListAsync(transaction, owner)).Where(iso => iso.Phase != IsoPhase.Refused && (iso.Name == name || iso.ShortName == name))];
            if (named.Count > 1)
            {
                return new Failure(FailureKind.Invalid, "media.name-twice", $"several ISO images are called so: {string.Join(", ", named.Take(10).Select(iso => iso.Id))}. Name one by iso_id.");
            }

            if (named.Count == 1)
            {
                return (await IsoStore.FindForUpdateAsync(transaction, named[0].Id))!;
            }
        }

        return IsoFailures.Unknown("of that name");
    }
}
