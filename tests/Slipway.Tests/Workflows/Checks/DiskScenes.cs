using Shouldly;
using Slipway.Disks;
using Slipway.Media;
using Slipway.Servers;
using Slipway.Workflows;

namespace Slipway.Tests.Workflows.Checks;

/// <summary>What the runs about copies of a disk share: an active server that is on, and stays what it is.</summary>
internal abstract class CopyScene(string workflow) : Scene(workflow)
{
    public sealed override async Task<Started> StartAsync(Stage stage)
    {
        var started = await ActiveServerAsync(stage);
        return started with { Key = await StartAsync(stage, started) };
    }

    public override void ShouldBeDone(Slate slate)
    {
        slate.Server.ShouldBe(ServerState.Active);
        slate.Installed.ShouldBe("Debian 11, Installed");
        slate.Machine.ShouldBeTrue();
    }

    public override void ShouldBeClean(Slate slate, Run run, string step) => run.State.ShouldBe(RunState.Failed);

    protected abstract Task<AsyncKey> StartAsync(Stage stage, Started started);

    /// <summary>Drives another run to its end, undisturbed.</summary>
    protected static async Task QuietlyAsync(Stage stage, Result<AsyncKey> key)
    {
        var intercept = stage.Intercept;
        stage.Intercept = null;
        (await stage.DriveAsync(key.Value)).State.ShouldBe(RunState.Done);
        stage.Intercept = intercept;
    }

    protected static Task<Result<AsyncKey>> CopyAsync(Stage stage, Started started, CopyKind kind) =>
        stage.Business.Get<ChangeCopies>().CreateAsync(started.Customer.Caller, started.Server, kind, "before", "create_snapshot", CancellationToken.None);
}

internal class MakingACopy(CopyKind kind) : CopyScene("create-copy/1")
{
    public MakingACopy()
        : this(CopyKind.Snapshot)
    {
    }

    public override void ShouldBeDone(Slate slate)
    {
        base.ShouldBeDone(slate);
        slate.Copies.ShouldBe("Ready; 1 kept; On");
    }

    public override void ShouldBeClean(Slate slate, Run run, string step)
    {
        base.ShouldBeClean(slate, run, step);
        base.ShouldBeDone(slate);
        slate.Copies.ShouldBe("");
    }

    protected override async Task<AsyncKey> StartAsync(Stage stage, Started started) => (await CopyAsync(stage, started, kind)).Value;
}

internal sealed class MakingABackup() : MakingACopy(CopyKind.Backup);

internal sealed class GoingBackToACopy() : CopyScene("restore-copy/1")
{
    public override void ShouldBeDone(Slate slate)
    {
        base.ShouldBeDone(slate);
        slate.Copies.ShouldBe("Ready; 1 kept; On");
    }

    /// <summary>It is on again, on the disk it had or on the one it goes back to.</summary>
    public override void ShouldBeClean(Slate slate, Run run, string step)
    {
        base.ShouldBeClean(slate, run, step);
        ShouldBeDone(slate);
    }

    protected override async Task<AsyncKey> StartAsync(Stage stage, Started started)
    {
        await QuietlyAsync(stage, await CopyAsync(stage, started, CopyKind.Snapshot));
        return (await stage.Business.Get<ChangeCopies>().RestoreAsync(started.Customer.Caller, started.Server, CopyKind.Snapshot, "before", "restore_snapshot", CancellationToken.None)).Value;
    }
}

internal sealed class RemovingACopy() : CopyScene("remove-copy/1")
{
    public override void ShouldBeDone(Slate slate)
    {
        base.ShouldBeDone(slate);
        slate.Copies.ShouldBe("");
    }

    /// <summary>What the customer sees is what the driver has.</summary>
    public override void ShouldBeClean(Slate slate, Run run, string step)
    {
        base.ShouldBeClean(slate, run, step);
        slate.Copies.ShouldBeOneOf("", "Ready; 1 kept; On");
    }

    protected override async Task<AsyncKey> StartAsync(Stage stage, Started started)
    {
        await QuietlyAsync(stage, await CopyAsync(stage, started, CopyKind.Snapshot));
        return (await stage.Business.Get<ChangeCopies>().RemoveAsync(started.Customer.Caller, started.Server, CopyKind.Snapshot, "before", "remove_snapshot", CancellationToken.None)).Value;
    }
}

internal sealed class LookingAtCopies() : CopyScene("list-copies/1")
{
    protected override async Task<AsyncKey> StartAsync(Stage stage, Started started) =>
        (await stage.Business.Get<ChangeCopies>().ListAsync(started.Customer.Caller, started.Server, CopyKind.Snapshot, "get_snapshot", CancellationToken.None)).Value;
}

internal sealed class PuttingInADisc() : CopyScene("change-disc/1")
{
    public override void ShouldBeDone(Slate slate)
    {
        base.ShouldBeDone(slate);
        slate.Drive.ShouldBe("a disc, kept");
    }

    public override void ShouldBeClean(Slate slate, Run run, string step)
    {
        base.ShouldBeClean(slate, run, step);
        slate.Drive.ShouldBe("");
    }

    protected override async Task<AsyncKey> StartAsync(Stage stage, Started started)
    {
        var iso = (await stage.Business.Get<IsoLibrary>().AddAsync(AnIso.In(stage.Folder), new IsoWords(null, null, null), CancellationToken.None)).Value;
        return (await stage.Business.Get<MountIso>().InsertAsync(started.Customer.Caller, started.Server, iso.Id, null, CancellationToken.None)).Value;
    }
}

/// <summary>It lies there already, as when a daemon died before it could say so: what is fetched over HTTP has tests of its own.</summary>
internal sealed class FetchingAnImage() : CopyScene("fetch-iso/1")
{
    public override void ShouldBeDone(Slate slate)
    {
        base.ShouldBeDone(slate);
        slate.Isos.ShouldBe("Ready, a file");
    }

    public override void ShouldBeClean(Slate slate, Run run, string step)
    {
        base.ShouldBeClean(slate, run, step);
        slate.Isos.ShouldBe("Refused");
    }

    protected override async Task<AsyncKey> StartAsync(Stage stage, Started started)
    {
        var upload = (await stage.Business.Get<IsoLibrary>().UploadAsync(started.Customer.Caller, "https://iso.example.net/a.iso", null, new IsoWords(null, null, null), CancellationToken.None)).Value;
        var path = stage.Business.Get<IsoFolder>().PathOf(upload.Iso.Id);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Copy(AnIso.In(stage.Folder), path, overwrite: true);
        return upload.Key;
    }
}

/// <summary>The least that is taken for an ISO image.</summary>
internal static class AnIso
{
    public static byte[] Bytes { get; } = Make();

    public static string In(string folder)
    {
        var path = Path.Combine(folder, "an.iso");
        File.WriteAllBytes(path, Bytes);
        return path;
    }

    private static byte[] Make()
    {
        var bytes = new byte[64 * 1024];
        "\u0001CD001\u0001"u8.CopyTo(bytes.AsSpan(16 * 2048));
        return bytes;
    }
}
