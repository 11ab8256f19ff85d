using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Shouldly;
using Slipway.Machines;
using Xunit;

namespace Slipway.Conformance.Drivers;

/// <summary>Real QEMU processes on an empty disk: everything but a booting system, which has <see cref="QemuBoot"/>.</summary>
public sealed partial class QemuSuite : DriverSuite
{
    protected override string Type => "qemu";

    private string Images => Path.Combine(Data, "images");

    private string BlankImage => Path.Combine(Images, "blank.qcow2");

    private readonly Dictionary<string, string?> _settings = new() { ["Qemu:TbSizeMb"] = "16" };

    protected override void Configure(IDictionary<string, string?> settings)
    {
        foreach (var (name, value) in _settings)
        {
            settings[name] = value;
        }
    }

    public override async ValueTask InitializeAsync()
    {
        QemuHere.SkipWhenMissing();
        Directory.CreateDirectory(Images);
        await QemuHere.RunAsync("qemu-img", "create", "-q", "-f", "qcow2", BlankImage, "16M");
        await base.InitializeAsync();
    }

    protected override async Task LeaveHalfMadeAsync(MachineSpecification specification)
    {
        await Done(Driver.Lifecycle.EnsureCreatedAsync(specification, Token));
        var folder = Folder(specification.Machine);
        File.Delete(Path.Combine(folder, "disk.qcow2"));
        await File.WriteAllTextAsync(Path.Combine(folder, "disk.qcow2.new"), "half", Token);
        Directory.CreateDirectory(Path.Combine(Data, "machines", $".new-{specification.Machine.MachineId}"));
    }

    protected override void AssertNothingIsLeft(MachineRef machine)
    {
        Directory.EnumerateFileSystemEntries(Path.Combine(Data, "machines")).ShouldBeEmpty();
        Processes(machine).ShouldBeEmpty();
        Directory.Exists(Path.Combine(Data, "backups", machine.MachineId)).ShouldBeFalse();
        File.Exists(BlankImage).ShouldBeTrue();
    }

    private static readonly Login Credentials = new(new Secret(Password), FirstBoot: false);

    [Fact]
    public async Task A_shutdown_that_nobody_hears_is_asked_again_and_hard_off_ends_it()
    {
        var machine = (await CreateAsync()).Machine;
        await Done(Driver.Power.OnAsync(machine, Token));

        (await Driver.Power.OffAsync(machine, Token)).ShouldBeOfType<Progress.Again>();
        (await Driver.Power.StateAsync(machine, Token)).Value.ShouldBe(PowerState.On);
        // Whoever wants it on again waits for that, or it would be off a moment later.
        (await Driver.Power.OnAsync(machine, Token)).ShouldBeOfType<Progress.Again>();
        await Done(Driver.Power.HardOffAsync(machine, Token));

        Processes(machine).ShouldBeEmpty();
        await Done(Driver.Power.OnAsync(machine, Token));
        Processes(machine).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_frozen_process_that_lost_its_pid_file_is_found_and_ended()
    {
        var machine = (await CreateAsync()).Machine;
        await Done(Driver.Power.OnAsync(machine, Token));
        var pid = Processes(machine).Single();
        await QemuHere.RunAsync("kill", "-STOP", $"{pid}");
        File.Delete(Path.Combine(Folder(machine), "pid"));

        await Done(Driver.Lifecycle.DestroyAsync(machine, Token));

        AssertNothingIsLeft(machine);
    }

    [Fact]
    public async Task After_a_reboot_of_the_box_an_old_pid_file_means_nothing()
    {
        var machine = (await CreateAsync()).Machine;
        await Done(Driver.Power.OnAsync(machine, Token));
        var folder = Folder(machine);
        await QemuHere.RunAsync("kill", "-KILL", $"{Processes(machine).Single()}");
        await QemuHere.UntilAsync(() => Processes(machine).Count == 0, "the process has ended");

        // The number now belongs to somebody else: to this test.
        await File.WriteAllTextAsync(Path.Combine(folder, "pid"), $"{Environment.ProcessId}\n", Token);
        File.Exists(Path.Combine(folder, "qmp.sock")).ShouldBeTrue();

        (await Driver.Power.StateAsync(machine, Token)).Value.ShouldBe(PowerState.Off);
        await Done(Driver.Power.OnAsync(machine, Token));
        (await Driver.Power.StateAsync(machine, Token)).Value.ShouldBe(PowerState.On);
        await Done(Driver.Lifecycle.DestroyAsync(machine, Token));
    }

    [Fact]
    public async Task A_port_taken_in_the_meantime_is_replaced()
    {
        var machine = (await CreateAsync()).Machine;
        var chosen = (await Driver.Proof.AccessAsync(machine, Token)).Value.SshPort;
        using var stranger = new TcpListener(IPAddress.Loopback, chosen);
        stranger.Start();

        await Done(Driver.Power.OnAsync(machine, Token));

        (await Driver.Proof.AccessAsync(machine, Token)).Value.SshPort.ShouldNotBe(chosen);
    }

    [Fact]
    public async Task A_machine_with_software_has_ports_for_the_web()
    {
        await QemuHere.RunAsync("qemu-img", "create", "-q", "-f", "qcow2", Path.Combine(Images, "blank+shop.qcow2"), "16M");
        var specification = Specification() with { Image = new ImageRef("blank", "shop"), Ports = new OpenPorts([80, 443], [51820]) };
        await Done(Driver.Lifecycle.EnsureCreatedAsync(specification, Token));
        var machine = specification.Machine;

        var access = (await Driver.Proof.AccessAsync(machine, Token)).Value;

        access.Ports.Keys.ShouldBe([80, 443], ignoreOrder: true);
        access.UdpPorts.Keys.ShouldBe([51820]);
        await Done(Driver.Power.OnAsync(machine, Token));
        (await Driver.Proof.SoftwareAsync(machine, new SoftwareProbe(80, "/", null), Credentials, Token)).ShouldBeOfType<Progress.Again>();
        (await Driver.Proof.SoftwareAsync(machine, new SoftwareProbe(25, null, null), Credentials, Token)).ShouldBeOfType<Progress.Failed>().Failure.Kind.ShouldBe(FailureKind.Unsupported);
        (await Driver.Proof.LoginAsync(machine, new Login(new Secret(Password), true), Token)).Progress.ShouldBeOfType<Progress.Again>();
    }

    [Fact]
    public async Task A_new_system_takes_the_place_of_the_old_one_on_a_machine_that_is_off()
    {
        await QemuHere.RunAsync("qemu-img", "create", "-q", "-f", "qcow2", Path.Combine(Images, "other.qcow2"), "16M");
        var specification = await CreateAsync();
        var other = specification with { Image = new ImageRef("other", null) };
        await Done(Driver.Install.StartAsync(specification, Settings(), Token));

        (await Driver.Lifecycle.EnsureCreatedAsync(other, Token)).ShouldBeOfType<Progress.Failed>().Failure.Kind.ShouldBe(FailureKind.Busy);
        await Done(Driver.Power.HardOffAsync(specification.Machine, Token));
        await Done(Driver.Lifecycle.EnsureCreatedAsync(other, Token));

        File.Exists(Path.Combine(Folder(specification.Machine), "seed.iso")).ShouldBeFalse();
        await Done(Driver.Install.StartAsync(other, Settings(), Token));
    }

    [Fact]
    public async Task A_rebuilt_image_does_not_change_the_machines_made_before()
    {
        var machine = (await CreateAsync()).Machine;
        var before = SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(Folder(machine), "base.qcow2"), Token));

        await QemuHere.RunAsync("qemu-img", "create", "-q", "-f", "qcow2", $"{BlankImage}.new", "32M");
        File.Move($"{BlankImage}.new", BlankImage, overwrite: true);

        SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(Folder(machine), "base.qcow2"), Token)).ShouldBe(before);
        await Done(Driver.Power.OnAsync(machine, Token));
    }

    [Fact]
    public async Task Images_are_offered_only_when_they_are_there_and_whole()
    {
        await File.WriteAllTextAsync(Path.Combine(Images, "broken.qcow2"), "not an image", Token);
        await QemuHere.RunAsync("qemu-img", "create", "-q", "-f", "qcow2", Path.Combine(Images, "huge.qcow2"), "9G");

        Driver.Install.CanDeliver(Image, Node).ShouldBeTrue();
        Driver.Install.CanDeliver(new ImageRef("missing", null), Node).ShouldBeFalse();
        Driver.Install.CanDeliver(new ImageRef("../images/blank", null), Node).ShouldBeFalse();
        await Done(Driver.Install.PrepareImageAsync(Image, Node, Token));
        (await Driver.Install.PrepareImageAsync(new ImageRef("missing", null), Node, Token)).ShouldBeOfType<Progress.Failed>().Failure.Kind.ShouldBe(FailureKind.Unavailable);
        (await Driver.Install.PrepareImageAsync(new ImageRef("broken", null), Node, Token)).ShouldBeOfType<Progress.Failed>().Failure.Kind.ShouldBe(FailureKind.Unsupported);
        (await Driver.Lifecycle.EnsureCreatedAsync(Specification(new ImageRef("huge", null)), Token)).ShouldBeOfType<Progress.Failed>().Failure.Code.ShouldBe("qemu.disk-too-small");
    }

    [Fact]
    public async Task What_the_box_can_see_of_a_machine_holds_no_secret_and_only_the_daemon_reads_its_files()
    {
        var specification = await CreateAsync();
        await Done(Driver.Install.StartAsync(specification, Settings(), Token));

        var seen = await File.ReadAllTextAsync($"/proc/{Processes(specification.Machine).Single()}/cmdline", Token);
        seen.ShouldNotContain(Password);
        seen.ShouldNotContain("$6$");
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(Folder(specification.Machine)).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            File.GetUnixFileMode(Path.Combine(Folder(specification.Machine), "seed.iso")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        Encoding.UTF8.GetString(await File.ReadAllBytesAsync(Path.Combine(Folder(specification.Machine), "seed.iso"), Token)).ShouldContain("root:$6$");
    }

    private string Folder(MachineRef machine) => Path.Combine(Data, "machines", machine.MachineId);

    private List<int> Processes(MachineRef machine) =>
    [
        .. Process.GetProcesses()
            .Where(process => QemuHere.CommandLine(process.Id).Contains($"{Folder(machine)}/qmp.sock", StringComparison.Ordinal))
            .Select(process => process.Id),
    ];
}
