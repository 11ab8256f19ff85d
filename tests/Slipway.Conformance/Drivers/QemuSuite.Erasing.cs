using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Slipway.Machines;
using Slipway.Testing;
using Xunit;

namespace Slipway.Conformance.Drivers;

/// <summary>
/// Old data is gone. A second hard link to each file stays when the driver has removed it: so the whole file can be searched, as it
/// was before it was given back.
/// </summary>
public sealed partial class QemuSuite
{
    private const int Chunk = 4 * 1024 * 1024;

    private static readonly byte[] Canary = Encoding.UTF8.GetBytes($"canary-{Guid.NewGuid():N}-of-the-last-customer");

    private readonly HastyTime _time = new();

    protected override void Register(IServiceCollection services) => services.AddSingleton<TimeProvider>(_time);

    [Fact]
    public async Task A_canary_is_nowhere_afterwards_and_the_shared_image_is_as_it_was()
    {
        var specification = await CreateAsync();
        var machine = specification.Machine;
        await Done(Driver.Install.StartAsync(specification, Settings(), Token));
        await Done(Driver.Power.HardOffAsync(machine, Token));
        await WriteCanaryAsync(machine);
        await File.WriteAllBytesAsync(In(machine, "disk.qcow2.new"), Canary, Token);
        await File.WriteAllBytesAsync(In(machine, "console.log"), Canary, Token);
        await File.WriteAllBytesAsync(In(machine, "console.log.1"), Canary, Token);
        Directory.CreateDirectory(In(machine, ".seed"));
        await File.WriteAllBytesAsync(In(machine, ".seed/user-data"), Canary, Token);
        var image = await HashAsync(BlankImage);
        var disk = await LinkAsync(machine, "disk.qcow2");
        var seed = await LinkAsync(machine, "seed.iso");
        string[] others = [await LinkAsync(machine, "disk.qcow2.new"), await LinkAsync(machine, "console.log.1"), await LinkAsync(machine, ".seed/user-data")];
        var (diskBytes, seedBytes) = (new FileInfo(disk).Length, new FileInfo(seed).Length);
        (await DiskImage.FindAsync(In(machine, "disk.qcow2"), Canary)).Where(place => place.StartsWith("disk ", StringComparison.Ordinal)).Count().ShouldBeGreaterThan(2, "the canary was written");
        DiskImage.FindInFile(disk, Canary).Count.ShouldBeGreaterThan(2);
        DiskImage.FindInFile(seed, "root:$6$"u8).ShouldNotBeEmpty();

        var report = (await ErasedAsync(machine)).ShouldNotBeNull();

        new FileInfo(disk).Length.ShouldBe(diskBytes);
        foreach (var file in others.Append(disk).Append(seed))
        {
            DiskImage.FindInFile(file, Canary).ShouldBeEmpty();
            (await File.ReadAllBytesAsync(file, Token)).AsSpan().ContainsAnyExcept((byte)0).ShouldBeFalse(file);
        }

        Directory.EnumerateFileSystemEntries(Folder(machine)).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(["console.log", "console.log.1", "erase.json", "machine.json"]);
        new FileInfo(In(machine, "console.log")).Length.ShouldBe(0);
        (await HashAsync(BlankImage)).ShouldBe(image);

        report.Method.ShouldContain("NIST SP 800-88");
        report.Disks.Select(erased => erased.Name).ShouldBe(["disk.qcow2", "disk.qcow2.new", "seed.iso", "user-data"]);
        report.Disks[0].Bytes.ShouldBeInRange(Canary.Length, diskBytes);
        report.Disks[2].Bytes.ShouldBeInRange(1, seedBytes);
        report.Disks[0].Samples.ShouldBe(258);
        report.Disks.ShouldAllBe(erased => erased.SampleSha256 == Convert.ToHexStringLower(SHA256.HashData(new byte[erased.SampleBytes])));

        await Done(Driver.Lifecycle.EnsureCreatedAsync(specification, Token));
        (await DiskImage.FindAsync(In(machine, "disk.qcow2"), Canary)).ShouldBeEmpty();
        File.Exists(In(machine, "erase.json")).ShouldBeFalse();
    }

    /// <summary>The check above can fail: a file that is only removed still holds everything.</summary>
    [Fact]
    public async Task A_canary_on_a_disk_that_is_only_removed_is_found()
    {
        var machine = (await CreateAsync()).Machine;
        await WriteCanaryAsync(machine);
        var disk = await LinkAsync(machine, "disk.qcow2");

        await Done(Driver.Lifecycle.DestroyAsync(machine, Token));

        DiskImage.FindInFile(disk, Canary).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task An_erasing_that_was_killed_goes_on_where_it_was()
    {
        var specification = await CreateAsync();
        var machine = specification.Machine;
        await WriteCanaryAsync(machine);
        var disk = await LinkAsync(machine, "disk.qcow2");
        var length = new FileInfo(disk).Length;
        length.ShouldBeGreaterThan(5 * Chunk);
        _time.Step = TimeSpan.FromSeconds(3);

        var first = (await Driver.Erase.EraseAsync(machine, Token)).Progress.ShouldBeOfType<Progress.Again>();
        first.Note.ShouldNotBeNull().ShouldMatch("^erased [1-9][0-9]? %$");
        first.After.ShouldBe(TimeSpan.Zero);
        // What is half erased is neither started nor thrown away.
        (await Driver.Lifecycle.EnsureCreatedAsync(specification, Token)).ShouldBeOfType<Progress.Failed>().Failure.Code.ShouldBe("qemu.erasing");
        _time.Step = TimeSpan.Zero;
        (await Driver.Power.OnAsync(machine, Token)).ShouldBeOfType<Progress.Failed>();
        _time.Step = TimeSpan.FromSeconds(3);
        DiskImage.FindInFile(disk, Canary).ShouldNotBeEmpty();

        var calls = 1;
        EraseReport? report = null;
        while (report is null)
        {
            // Each daemon lives for one call.
            await RestartAsync();
            var erasing = await Driver.Erase.EraseAsync(machine, Token);
            erasing.Progress.ShouldNotBeOfType<Progress.Failed>();
            report = erasing.Report;
            calls++;
        }

        // A hole in the file makes one chunk of it shorter; starting anew would take twice as many calls, or for ever.
        calls.ShouldBeInRange(5, (int)(length / Chunk) + 4);
        (await File.ReadAllBytesAsync(disk, Token)).AsSpan().ContainsAnyExcept((byte)0).ShouldBeFalse();
        report.Disks.Single().Bytes.ShouldBeInRange(24 * 1024 * 1024, length);
    }

    [Fact]
    public async Task An_erasing_that_was_killed_before_its_files_were_removed_removes_them()
    {
        var specification = await CreateAsync();
        var machine = specification.Machine;
        await WriteCanaryAsync(machine);
        var disk = await LinkAsync(machine, "disk.qcow2");
        var report = Text(await ErasedAsync(machine));
        await QemuHere.RunAsync("ln", disk, In(machine, "disk.qcow2"));

        Text(await ErasedAsync(machine)).ShouldBe(report);
        File.Exists(In(machine, "disk.qcow2")).ShouldBeFalse();

        // And whoever makes a disk without asking again gets a real one.
        await QemuHere.RunAsync("ln", disk, In(machine, "disk.qcow2"));
        await Done(Driver.Lifecycle.EnsureCreatedAsync(specification, Token));
        await Done(Driver.Power.OnAsync(machine, Token));
    }

    [Fact]
    public async Task A_report_of_another_disk_is_no_reason_not_to_erase()
    {
        var machine = (await CreateAsync()).Machine;
        await WriteCanaryAsync(machine);
        await QemuHere.RunAsync("cp", In(machine, "disk.qcow2"), Path.Combine(Data, "copy.qcow2"));
        var report = Text(await ErasedAsync(machine));
        File.Move(Path.Combine(Data, "copy.qcow2"), In(machine, "disk.qcow2"));
        var disk = await LinkAsync(machine, "disk.qcow2");
        await File.WriteAllBytesAsync(In(machine, "seed.iso"), Canary, Token);
        var seed = await LinkAsync(machine, "seed.iso");

        Text(await ErasedAsync(machine)).ShouldNotBe(report);

        DiskImage.FindInFile(disk, Canary).ShouldBeEmpty();
        DiskImage.FindInFile(seed, Canary).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_seed_that_came_after_the_erasing_is_erased_and_the_report_stays()
    {
        var machine = (await CreateAsync()).Machine;
        var report = Text(await ErasedAsync(machine));
        await File.WriteAllBytesAsync(In(machine, "seed.iso"), Canary, Token);
        var seed = await LinkAsync(machine, "seed.iso");

        Text(await ErasedAsync(machine)).ShouldBe(report);

        DiskImage.FindInFile(seed, Canary).ShouldBeEmpty();
        File.Exists(In(machine, "seed.iso")).ShouldBeFalse();
    }

    private string In(MachineRef machine, string name) => Path.Combine(Folder(machine), name);

    /// <summary>At the disk's beginning, in its middle and at its end, and some megabytes of other data between.</summary>
    private async Task WriteCanaryAsync(MachineRef machine)
    {
        var file = Path.Combine(Data, "canary");
        await File.WriteAllBytesAsync(file, Canary, Token);
        await QemuHere.RunAsync(
            "qemu-io", "-f", "qcow2", "-c", $"write -q -s {file} 0 64k", "-c", "write -q -P 0x5a 1M 24M", "-c", $"write -q -s {file} 700000001 100000", "-c", $"write -q -s {file} 1073676288 65536",
            In(machine, "disk.qcow2"));
    }

    private async Task<string> LinkAsync(MachineRef machine, string name)
    {
        var link = Path.Combine(Data, $"kept-{Guid.NewGuid():N}");
        await QemuHere.RunAsync("ln", In(machine, name), link);
        return link;
    }

    private static async Task<string> HashAsync(string path) => Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(path, Token)));

    /// <summary>Real time, in which every look at the stopwatch may take long.</summary>
    private sealed class HastyTime : TimeProvider
    {
        private long _passed;

        public TimeSpan Step { get; set; }

        public override long GetTimestamp() => System.GetTimestamp() + Interlocked.Add(ref _passed, (long)(Step.TotalSeconds * TimestampFrequency));
    }
}
