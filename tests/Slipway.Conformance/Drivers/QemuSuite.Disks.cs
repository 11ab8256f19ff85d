using System.Text;
using Shouldly;
using Slipway.Machines;
using Slipway.Testing;
using Xunit;

namespace Slipway.Conformance.Drivers;

/// <summary>Real bytes on real disks: what goes back, what is gone for good, what a machine boots from.</summary>
public sealed partial class QemuSuite
{
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_was_on_the_disk_is_there_again_and_what_came_since_is_not(string kind)
    {
        var machine = (await CreateAsync()).Machine;
        var (copies, disk) = (Copies(kind), In(machine, "disk.qcow2"));
        await WriteCanaryAsync(machine);
        await MadeAsync(copies, machine, "copy-1");
        await QemuHere.RunAsync("qemu-io", "-f", "qcow2", "-c", "write -q -P 0x77 0 64k", "-c", "write -q -P 0x77 700000000 200000", "-c", "write -q -P 0x77 1073676288 65536", disk);
        await OnGuestsDiskAsync(disk, Canary, 0);

        await UntilDoneAsync(() => copies.RestoreAsync(machine, "copy-1", Token));

        (await OnGuestsDiskAsync(disk, Canary, null)).ShouldBeGreaterThan(2);
        await OnGuestsDiskAsync(disk, new byte[] { 0x77, 0x77, 0x77, 0x77, 0x77, 0x77, 0x77, 0x77 }, 0);
        await Done(Driver.Power.OnAsync(machine, Token));
    }

    [Fact]
    public async Task A_backup_of_a_machine_that_runs_holds_its_disk_and_stands_alone()
    {
        var machine = (await CreateAsync()).Machine;
        await WriteCanaryAsync(machine);
        await Done(Driver.Power.OnAsync(machine, Token));

        var first = (await Driver.Backups.CreateAsync(machine, "copy-1", Token)).Progress.ShouldBeOfType<Progress.Again>();
        (await Driver.Backups.ListAsync(machine, Token)).Value.ShouldBeEmpty(first.Note);
        File.Exists($"{Backup(machine, "copy-1")}.new").ShouldBeTrue();
        // The job is QEMU's: another daemon hears of its end.
        await RestartAsync();
        var bytes = await MadeAsync(Driver.Backups, machine, "copy-1");

        File.Exists($"{Backup(machine, "copy-1")}.new").ShouldBeFalse();
        bytes.ShouldBe(new FileInfo(Backup(machine, "copy-1")).Length);
        bytes.ShouldBeLessThan(8 * 1024 * 1024, "24 MiB of the same byte pack well");
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(Backup(machine, "copy-1")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        // Nothing is left in the machine, and the next one can be made.
        await MadeAsync(Driver.Backups, machine, "copy-2");
        await Done(Driver.Power.HardOffAsync(machine, Token));
        File.Delete(BlankImage);
        (await OnGuestsDiskAsync(Backup(machine, "copy-1"), Canary, null)).ShouldBeGreaterThan(2);
        await QemuHere.RunAsync("qemu-img", "create", "-q", "-f", "qcow2", BlankImage, "16M");
    }

    [Fact]
    public async Task A_backup_that_lost_its_machine_on_the_way_is_made_of_the_disk()
    {
        var machine = (await CreateAsync()).Machine;
        await WriteCanaryAsync(machine);
        await Done(Driver.Power.OnAsync(machine, Token));
        (await Driver.Backups.CreateAsync(machine, "copy-1", Token)).Progress.ShouldBeOfType<Progress.Again>();
        await QemuHere.RunAsync("kill", "-KILL", $"{Processes(machine).Single()}");
        await QemuHere.UntilAsync(() => Processes(machine).Count == 0, "the process has ended");

        await MadeAsync(Driver.Backups, machine, "copy-1");

        (await OnGuestsDiskAsync(Backup(machine, "copy-1"), Canary, null)).ShouldBeGreaterThan(2);
    }

    [Fact]
    public async Task A_backup_that_is_not_wanted_any_more_is_stopped_and_leaves_nothing()
    {
        var machine = (await CreateAsync()).Machine;
        await WriteCanaryAsync(machine);
        await Done(Driver.Power.OnAsync(machine, Token));
        (await Driver.Backups.CreateAsync(machine, "copy-1", Token)).Progress.ShouldBeOfType<Progress.Again>();

        await UntilDoneAsync(() => Driver.Backups.RemoveAsync(machine, "copy-1", Token));

        Directory.EnumerateFiles(Path.GetDirectoryName(Backup(machine, "copy-1"))!).ShouldBeEmpty();
        await MadeAsync(Driver.Backups, machine, "copy-1");
    }

    /// <summary>A snapshot keeps what the guest has overwritten long since, and a backup lies somewhere else.</summary>
    [Fact]
    public async Task A_canary_that_only_copies_hold_is_nowhere_after_an_erasing()
    {
        var specification = await CreateAsync();
        var machine = specification.Machine;
        await WriteCanaryAsync(machine);
        await MadeAsync(Driver.Snapshots, machine, "copy-1");
        await MadeAsync(Driver.Backups, machine, "copy-2");
        await File.WriteAllBytesAsync(In(machine, "disk.qcow2.old"), Canary, Token);
        await QemuHere.RunAsync("qemu-io", "-f", "qcow2", "-c", "write -q -P 0x77 0 64k", "-c", "write -q -P 0x77 700000000 200000", "-c", "write -q -P 0x77 1073676288 65536", In(machine, "disk.qcow2"));
        await OnGuestsDiskAsync(In(machine, "disk.qcow2"), Canary, 0);
        string[] files = [await LinkAsync(machine, "disk.qcow2"), await LinkAsync(machine, "disk.qcow2.old"), await LinkAsync(Backup(machine, "copy-2"))];
        DiskImage.FindInFile(files[0], Canary).Count.ShouldBeGreaterThan(2, "the snapshot holds it");
        (await OnGuestsDiskAsync(files[2], Canary, null)).ShouldBeGreaterThan(2);

        var report = (await ErasedAsync(machine)).ShouldNotBeNull();

        report.Disks.Select(erased => erased.Name).ShouldBe(["disk.qcow2", "disk.qcow2.old", "copy-2.qcow2"]);
        foreach (var file in files)
        {
            (await File.ReadAllBytesAsync(file, Token)).AsSpan().ContainsAnyExcept((byte)0).ShouldBeFalse(file);
        }

        Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(Backup(machine, "copy-2"))!).ShouldBeEmpty();
        Text(await ErasedAsync(machine)).ShouldBe(Text(report));
    }

    [Fact]
    public async Task An_erasing_of_several_files_that_is_killed_goes_on_where_it_was()
    {
        var machine = (await CreateAsync()).Machine;
        await WriteCanaryAsync(machine);
        await MadeAsync(Driver.Backups, machine, "copy-1");
        await MadeAsync(Driver.Backups, machine, "copy-2");
        string[] files = [await LinkAsync(machine, "disk.qcow2"), await LinkAsync(Backup(machine, "copy-1")), await LinkAsync(Backup(machine, "copy-2"))];
        _time.Step = TimeSpan.FromSeconds(3);
        EraseReport? report = null;
        var calls = 0;
        while (report is null)
        {
            await RestartAsync();
            report = (await Driver.Erase.EraseAsync(machine, Token)).Report;
            (++calls).ShouldBeLessThan(60, "it begins anew again and again");
        }

        report.Disks.Select(erased => erased.Name).ShouldBe(["disk.qcow2", "copy-1.qcow2", "copy-2.qcow2"]);
        foreach (var file in files)
        {
            (await File.ReadAllBytesAsync(file, Token)).AsSpan().ContainsAnyExcept((byte)0).ShouldBeFalse(file);
        }
    }

    [Fact]
    public async Task What_is_removed_is_overwritten_first_a_backup_and_the_disk_that_one_replaced()
    {
        var machine = (await CreateAsync()).Machine;
        await WriteCanaryAsync(machine);
        var disk = await LinkAsync(machine, "disk.qcow2");
        await MadeAsync(Driver.Backups, machine, "copy-1");
        // As long as it is by now, to see later what is left of it.
        var (before, backup) = (new FileInfo(disk).Length, await LinkAsync(Backup(machine, "copy-1")));

        await UntilDoneAsync(() => Driver.Backups.RestoreAsync(machine, "copy-1", Token));
        await UntilDoneAsync(() => Driver.Backups.RemoveAsync(machine, "copy-1", Token));

        before.ShouldBeGreaterThan(0);
        // They become shorter as they are overwritten, from the end.
        new FileInfo(disk).Length.ShouldBe(0);
        new FileInfo(backup).Length.ShouldBe(0);
        Directory.EnumerateFiles(Folder(machine), "disk.qcow2*").Select(Path.GetFileName).ShouldBe(["disk.qcow2"]);
        (await OnGuestsDiskAsync(In(machine, "disk.qcow2"), Canary, null)).ShouldBeGreaterThan(2);
    }

    [Theory]
    [InlineData("disk.qcow2.next", "disk.qcow2")]
    [InlineData("disk.qcow2.next", "disk.qcow2.old")]
    public async Task A_restore_that_was_killed_while_disks_changed_places_is_finished(string next, string old)
    {
        var machine = (await CreateAsync()).Machine;
        await WriteCanaryAsync(machine);
        await MadeAsync(Driver.Backups, machine, "copy-1");
        await QemuHere.RunAsync("qemu-img", "convert", "-O", "qcow2", Backup(machine, "copy-1"), In(machine, next));
        await File.WriteAllTextAsync(In(machine, "disk.qcow2.restore"), "copy-1", Token);
        if (old != "disk.qcow2")
        {
            File.Move(In(machine, "disk.qcow2"), In(machine, old));
        }

        await UntilDoneAsync(() => Driver.Backups.RestoreAsync(machine, "copy-1", Token));

        Directory.EnumerateFiles(Folder(machine), "disk.qcow2*").Select(Path.GetFileName).ShouldBe(["disk.qcow2"]);
        (await OnGuestsDiskAsync(In(machine, "disk.qcow2"), Canary, null)).ShouldBeGreaterThan(2);
        await Done(Driver.Power.OnAsync(machine, Token));
    }

    /// <summary>What a restore of another backup has left: a disk half unpacked, one that is whole, one moved away, one that is being overwritten.</summary>
    [Theory]
    [InlineData("unpacking", false)]
    [InlineData("unpacking", true)]
    [InlineData("whole", false)]
    [InlineData("whole", true)]
    [InlineData("changing", false)]
    [InlineData("changing", true)]
    [InlineData("overwriting", false)]
    [InlineData("overwriting", true)]
    public async Task A_restore_never_goes_on_from_what_another_one_left(string left, bool givenUp)
    {
        var machine = (await CreateAsync()).Machine;
        var disk = In(machine, "disk.qcow2");
        await MadeAsync(Driver.Backups, machine, "copy-1");
        await WriteCanaryAsync(machine);
        await MadeAsync(Driver.Backups, machine, "copy-2");
        await File.WriteAllTextAsync($"{disk}.restore", "copy-1", Token);
        switch (left)
        {
            case "unpacking":
                (await Driver.Backups.RestoreAsync(machine, "copy-1", Token)).ShouldBeOfType<Progress.Again>();
                break;
            case "whole" or "changing":
                File.Copy(Backup(machine, "copy-1"), $"{disk}.next");
                break;
            default:
                File.Move(disk, $"{disk}.old");
                File.Copy(Backup(machine, "copy-1"), disk);
                break;
        }

        if (left == "changing")
        {
            File.Move(disk, $"{disk}.old");
        }

        if (givenUp)
        {
            // Another one's is not this one's to give up.
            (await Driver.Backups.GiveUpRestoreAsync(machine, "copy-2", Token)).Replaced.ShouldBeFalse();
            File.Exists($"{disk}.restore").ShouldBeTrue();
            var replaced = left == "overwriting";
            await UntilDoneAsync(async () =>
            {
                var end = await Driver.Backups.GiveUpRestoreAsync(machine, "copy-1", Token);
                end.Replaced.ShouldBe(replaced);
                return end.Progress;
            });
            Directory.EnumerateFiles(Folder(machine), "disk.qcow2*").Select(Path.GetFileName).ShouldBe(["disk.qcow2"]);
            (await OnGuestsDiskAsync(disk, Canary, null) > 2).ShouldBe(!replaced);
        }

        await UntilDoneAsync(() => Driver.Backups.RestoreAsync(machine, "copy-2", Token));

        Directory.EnumerateFiles(Folder(machine), "disk.qcow2*").Select(Path.GetFileName).ShouldBe(["disk.qcow2"]);
        (await OnGuestsDiskAsync(disk, Canary, null)).ShouldBeGreaterThan(2);
        await UntilDoneAsync(() => Driver.Backups.RestoreAsync(machine, "copy-1", Token));
        await OnGuestsDiskAsync(disk, Canary, 0);
    }

    [Fact]
    public async Task No_copy_is_made_where_it_would_fill_the_file_system()
    {
        var machine = (await CreateAsync()).Machine;
        _settings["Qemu:KeepFreeGb"] = "1000000";
        await RestartAsync();

        foreach (var copies in new IDiskCopies[] { Driver.Snapshots, Driver.Backups })
        {
            copies.Refusal(machine).ShouldNotBeNull().Code.ShouldBe("qemu.no-room");
            (await copies.CreateAsync(machine, "copy-1", Token)).Progress.ShouldBeOfType<Progress.Failed>().Failure.Kind.ShouldBe(FailureKind.OutOfStock);
            (await copies.ListAsync(machine, Token)).Value.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task A_machine_boots_from_its_disc_once_and_from_its_disk_again()
    {
        var machine = (await CreateAsync()).Machine;
        var sector = Path.Combine(Data, "sector");
        await File.WriteAllBytesAsync(sector, BootSector("disk-began\n", restarts: false), Token);
        await QemuHere.RunAsync("qemu-io", "-f", "qcow2", "-c", $"write -q -s {sector} 0 512", In(machine, "disk.qcow2"));
        var tree = Directory.CreateDirectory(Path.Combine(Data, "tree")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(tree, "boot.bin"), [.. BootSector("disc-began\n", restarts: true), .. new byte[1536]], Token);
        var disc = Path.Combine(Data, "a disc, with a comma.iso");
        await QemuHere.RunAsync("xorriso", "-as", "mkisofs", "-quiet", "-b", "boot.bin", "-no-emul-boot", "-boot-load-size", "4", "-o", disc, tree);

        // It is in the drive, and yet the disk is what an ordinary start takes.
        await Done(Driver.Media.InsertAsync(machine, disc, Token));
        await Done(Driver.Power.OnAsync(machine, Token));
        await QemuHere.UntilAsync(() => Console(machine) == "disk-began\n", "it boots from the disk");
        Open(machine).ShouldContain(disc);
        await Done(Driver.Power.HardOffAsync(machine, Token));

        // The system on the disc restarts the machine, as an installer does at its end.
        await Done(Driver.Media.BootAsync(machine, Token));
        await QemuHere.UntilAsync(() => Console(machine) == "disk-began\ndisc-began\ndisk-began\n", "it boots from the disc, then from the disk");
        await Done(Driver.Media.EjectAsync(machine, Token));
        Open(machine).ShouldNotContain(disc);
        await Done(Driver.Media.InsertAsync(machine, disc, Token));
        Open(machine).ShouldContain(disc);
        await Done(Driver.Media.EjectAsync(machine, Token));
        await Done(Driver.Power.HardOffAsync(machine, Token));

        // Nothing in the drive: the disk it is.
        await Done(Driver.Media.BootAsync(machine, Token));
        await QemuHere.UntilAsync(() => Console(machine) == "disk-began\ndisc-began\ndisk-began\ndisk-began\n", "it boots from the disk");
    }

    private string Backup(MachineRef machine, string name) => Path.Combine(Data, "backups", machine.MachineId, $"{name}.qcow2");

    private string Console(MachineRef machine)
    {
        using var file = new StreamReader(new FileStream(In(machine, "console.log"), FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite));
        // What the firmware says is not asked for.
        return string.Concat(file.ReadToEnd().ReplaceLineEndings("\n").Split('\n').Where(line => line.Contains("-began", StringComparison.Ordinal)).Select(line => $"{line[line.IndexOf("dis", StringComparison.Ordinal)..]}\n"));
    }

    /// <summary>Files that its process has open.</summary>
    private List<string> Open(MachineRef machine) => [.. Directory.EnumerateFiles($"/proc/{Processes(machine).Single()}/fd").Select(path => new FileInfo(path).LinkTarget ?? "")];

    /// <summary>How often the bytes stand where a guest would read them.</summary>
    private static async Task<int> OnGuestsDiskAsync(string disk, byte[] bytes, int? expected)
    {
        var found = (await DiskImage.FindAsync(disk, bytes)).Count(place => place.StartsWith("disk ", StringComparison.Ordinal));
        if (expected is { } number)
        {
            found.ShouldBe(number);
        }

        return found;
    }

    private async Task<string> LinkAsync(string path)
    {
        var link = Path.Combine(Data, $"kept-{Guid.NewGuid():N}");
        await QemuHere.RunAsync("ln", path, link);
        return link;
    }

    /// <summary>Says a line on the serial console and stops, or restarts the machine.</summary>
    private static byte[] BootSector(string line, bool restarts)
    {
        var sector = new byte[512];
        byte[] program =
        [
            0xFA, 0xFC,             // cli, cld
            0x31, 0xC0, 0x8E, 0xD8, // ds = 0
            0xBE, 0x40, 0x7C,       // si = text
            0xBA, 0xF8, 0x03,       // dx = COM1
            0xAC, 0x84, 0xC0,       // again: lodsb, test al, al
            0x74, 0x03,             // jz end
            0xEE, 0xEB, 0xF8,       // out dx, al; jmp again
            .. restarts ? new byte[] { 0xB0, 0xFE, 0xE6, 0x64 } : [],
            0xF4, 0xEB, 0xFD,       // hlt, for ever
        ];
        program.CopyTo(sector, 0);
        Encoding.ASCII.GetBytes(line).CopyTo(sector, 0x40);
        (sector[510], sector[511]) = (0x55, 0xAA);
        return sector;
    }
}
