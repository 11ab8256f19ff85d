using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Renci.SshNet;
using Shouldly;
using Slipway.Drivers;
using Slipway.Machines;
using Slipway.Testing;
using Xunit;

namespace Slipway.Conformance.Drivers;

/// <summary>
/// The inside of one real server: commands through its agent, additional addresses, its link, its figures. Needs <c>debian-12.qcow2</c>
/// (<c>make images</c>); two minutes under emulation.
/// </summary>
public sealed class QemuGuestTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Password = "Geheim-4711-nowhere";

    private const string Needle = "secret-4711-in-a-script";

    private static readonly MachineRef Machine = new("server-70212", "NL-1");

    private readonly string _data = Directory.CreateTempSubdirectory("sw-").FullName;

    private readonly Stopwatch _clock = Stopwatch.StartNew();

    private ServiceProvider _services = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private DriverType Driver => _services.GetRequiredService<Machines.DriverTypes>().Get("qemu");

    public async ValueTask InitializeAsync()
    {
        QemuHere.SkipWhenMissing();
        Assert.SkipUnless(File.Exists(Path.Combine(Slipwayd.Images, "debian-12.qcow2")), $"no debian-12.qcow2 in {Slipwayd.Images}: build it with catalog/images/build-debian.sh");
        await StartServicesAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
        {
            await Driver.Lifecycle.DestroyAsync(Machine, CancellationToken.None);
            await StopServicesAsync();
        }

        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task Commands_addresses_link_and_figures_of_a_real_guest()
    {
        var specification = new MachineSpecification(
            Machine, Cores: 2, MemoryMb: 1024, DiskGb: 10, new ImageRef("debian-12", null), new MachineAddress("203.0.113.77", 24, "203.0.113.1", "52:54:00:12:34:57"));
        await DoneAsync(Driver.Lifecycle.EnsureCreatedAsync(specification, Token));
        // Off, there is nobody to ask; addresses are kept for the start.
        (await Driver.Guest.RunAsync(Machine, Command("early", "true"), Token)).Progress.ShouldBeOfType<Progress.Failed>().Failure.Kind.ShouldBe(FailureKind.Unavailable);
        (await Driver.Measure.ReadAsync(Machine, Token)).Failure!.Code.ShouldBe("machines.off");
        await DoneAsync(Driver.Network.ApplyAsync(Machine, Network(true, "203.0.113.81"), Token));
        await DoneAsync(Driver.Install.StartAsync(specification, new Installation("web1.example.test", new Secret(Password), SshKey: null, PostInstallScript: null), Token));
        await UntilLoginAsync();
        Say("login proven");

        await UntilAddressesAsync("203.0.113.77/24 203.0.113.81/24");
        Say("the address that was asked for while it was off has come by itself");
        await RunsOnceAsync();
        await FailsAndTellsAsync();
        await FiguresAsync();
        await AddressesAsync();
        await LinkAsync();
        await RestartAsync();
    }

    private async Task RunsOnceAsync()
    {
        var script = $"echo '{Needle}' > /dev/null\necho ran >> /root/runs\nread -r nothing && echo stdin\nsleep 3\necho done in $PWD as $(id -un), home $HOME";
        var first = await Driver.Guest.RunAsync(Machine, Command("once", script), Token);
        first.Progress.ShouldBeOfType<Progress.Again>();
        (await Driver.Guest.RunAsync(Machine, Command("once", script), Token)).Progress.ShouldNotBeOfType<Progress.Failed>();

        // A daemon that dies before it has written down that it began asks again, and another one beside it.
        File.Delete(Path.Combine(_data, "machines", Machine.MachineId, "guest.json"));
        await StopServicesAsync();
        await StartServicesAsync();
        (await Ask("ps axww -o args")).ShouldNotContain(Needle);
        (await Ask("systemctl restart qemu-guest-agent && echo restarted")).ShouldBe("restarted");
        var answers = await Task.WhenAll(UntilRunAsync("once", script), UntilRunAsync("once", script));

        foreach (var answer in answers)
        {
            answer.ExitCode.ShouldBe(0);
            answer.LastLines.ShouldBe("done in /root as root, home /root\n");
        }

        (await Ask("cat /root/runs")).ShouldBe("ran");
        // Afterwards as well, from what is written down on either side.
        (await Driver.Guest.RunAsync(Machine, Command("once", script), Token)).Outcome!.LastLines.ShouldStartWith("done in");
        File.Delete(Path.Combine(_data, "machines", Machine.MachineId, "guest.json"));
        (await Driver.Guest.RunAsync(Machine, Command("once", script), Token)).Outcome!.LastLines.ShouldStartWith("done in");
        (await Ask("cat /root/runs; grep -rl 'secret-4711' /run/slipway /var/lib/slipway")).ShouldBe("ran");
        Directory.EnumerateFiles(Path.Combine(_data, "machines", Machine.MachineId), "*.json").ShouldAllBe(file => !File.ReadAllText(file).Contains(Needle));
        Say("once");
    }

    private async Task FailsAndTellsAsync()
    {
        var outcome = await UntilRunAsync("fails", "head -c 20000 /dev/zero | tr '\\0' 'x'\nprintf '\\033[31mred\\007 \\377 end\\n' >&2\nexit 3");
        outcome.ExitCode.ShouldBe(3);
        Encoding.UTF8.GetByteCount(outcome.LastLines).ShouldBeInRange(4000, 4096);
        outcome.LastLines.ShouldEndWith("red � end\n");
        outcome.LastLines.ShouldNotContain("\u001b");

        // One that is stopped from inside is neither waited for for ever nor begun again.
        (await Driver.Guest.RunAsync(Machine, Command("killed", "echo once >> /root/killed; sleep 600"), Token)).Progress.ShouldBeOfType<Progress.Again>();
        await UntilAskedAsync("cat /root/killed", "once");
        await Ask("systemctl kill --signal=KILL 'slipway-task-*'");
        Progress progress;
        while ((progress = (await Driver.Guest.RunAsync(Machine, Command("killed", "echo once >> /root/killed; sleep 600"), Token)).Progress) is Progress.Again)
        {
            _clock.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(8));
            await Task.Delay(TimeSpan.FromMilliseconds(200), Token);
        }

        progress.ShouldBeOfType<Progress.Failed>().Failure.Code.ShouldBe("machines.command-lost");
        (await Ask("cat /root/killed")).ShouldBe("once");
        Say("failed and lost");
    }

    private async Task FiguresAsync()
    {
        var first = (await Driver.Measure.ReadAsync(Machine, Token)).Value;
        first.Cores.ShouldBe(2);
        first.MemoryTotalBytes.ShouldBe(1024L * 1024 * 1024);
        first.MemoryUsedBytes!.Value.ShouldBeInRange(20L * 1024 * 1024, 1024L * 1024 * 1024);
        first.DiskTotalBytes.ShouldBe(10L * 1024 * 1024 * 1024);
        first.CpuSeconds!.Value.ShouldBeGreaterThan(1);
        first.UptimeSeconds!.Value.ShouldBeInRange(1, _clock.Elapsed.TotalSeconds + 1);

        // Three megabytes in through its port, and half a megabyte onto its disk.
        var access = (await Driver.Proof.AccessAsync(Machine, Token)).Value;
        using (var sftp = new SftpClient(access.SshHost, access.SshPort, "root", Password))
        {
            await sftp.ConnectAsync(Token);
            using var content = new MemoryStream(new byte[3_000_000]);
            await sftp.UploadFileAsync(content, "/root/upload", Token);
        }

        await Ask("dd if=/dev/urandom of=/root/noise bs=64k count=8 oflag=direct status=none");
        var second = (await Driver.Measure.ReadAsync(Machine, Token)).Value;
        second.Epoch.ShouldBe(first.Epoch);
        (second.ReceivedBytes - first.ReceivedBytes).ShouldNotBeNull().ShouldBeInRange(3_000_000, 6_000_000);
        (second.SentBytes - first.SentBytes).ShouldNotBeNull().ShouldBeInRange(1_000, 3_000_000);
        (second.DiskWrittenBytes - first.DiskWrittenBytes).ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(512 * 1024);
        second.DiskReadBytes!.Value.ShouldBeGreaterThan(10_000_000);
        second.DiskUsedBytes!.Value.ShouldBeGreaterThan(512 * 1024);
        second.CpuSeconds!.Value.ShouldBeGreaterThan(first.CpuSeconds.Value);
        (await Driver.Engine.AskAsync("NL-1", Token)).Value.ToString().ShouldMatch("Name = QEMU, Version = [0-9]+\\.[0-9.]+, Mode = (kvm|tcg)");
        Say($"figures: {second}");
    }

    private async Task AddressesAsync()
    {
        await DoneAsync(Driver.Network.ApplyAsync(Machine, Network(true, "203.0.113.81", "198.51.100.9"), Token));
        await DoneAsync(Driver.Network.ApplyAsync(Machine, Network(true, "203.0.113.81", "198.51.100.9"), Token));
        (await AddressesSeenAsync()).ShouldBe("198.51.100.9/24 203.0.113.77/24 203.0.113.81/24");
        await DoneAsync(Driver.Network.ApplyAsync(Machine, Network(true, "198.51.100.9"), Token));
        (await AddressesSeenAsync()).ShouldBe("198.51.100.9/24 203.0.113.77/24");
        (await Driver.Network.ApplyAsync(Machine, Network(true, "1.2.3.4; reboot"), Token)).ShouldBeOfType<Progress.Failed>().Failure.Kind.ShouldBe(FailureKind.Invalid);
        (await Ask("ip route show default")).ShouldContain("via 203.0.113.1");
        Say("addresses");
    }

    private async Task LinkAsync()
    {
        (await Driver.Network.PortsAsync(Machine, Token)).Value.ShouldHaveSingleItem().ShouldBe(new NetworkPort("eth0", "user network of NL-1", "52:54:00:12:34:57", 0, true, true));
        await DoneAsync(Driver.Network.ApplyAsync(Machine, Network(false, "198.51.100.9"), Token));
        (await Driver.Network.PortsAsync(Machine, Token)).Value.Single().Up.ShouldBeFalse();
        await ShouldBeUnreachableAsync();
        // The agent has no need of the network.
        (await UntilRunAsync("carrier", "cat /sys/class/net/eth0/carrier")).LastLines.ShouldBe("0\n");

        await DoneAsync(Driver.Network.ApplyAsync(Machine, Network(true, "198.51.100.9"), Token));
        await UntilAddressesAsync("198.51.100.9/24 203.0.113.77/24");
        Say("link");
    }

    /// <summary>What was asked for holds for later starts, a port that is off too.</summary>
    private async Task RestartAsync()
    {
        await DoneAsync(Driver.Network.ApplyAsync(Machine, Network(false, "198.51.100.9"), Token));
        await DoneAsync(Driver.Power.HardOffAsync(Machine, Token));
        await DoneAsync(Driver.Power.OnAsync(Machine, Token));
        await UntilRunAnswersAsync("after", "cat /sys/class/net/eth0/carrier", "0\n");
        await ShouldBeUnreachableAsync();
        await DoneAsync(Driver.Network.ApplyAsync(Machine, Network(true, "198.51.100.9"), Token));
        await UntilAddressesAsync("198.51.100.9/24 203.0.113.77/24");
        var before = (await Driver.Measure.ReadAsync(Machine, Token)).Value.Epoch;

        // And from inside: no process of ours is started then.
        await Ask("nohup sh -c 'sleep 0.3; systemctl reboot' > /dev/null 2>&1 &");
        await UntilAskedAsync("cut -d. -f1 /proc/uptime | awk '$1 < 60 { print \"young\" }'", "young");
        await UntilAddressesAsync("198.51.100.9/24 203.0.113.77/24");
        (await Driver.Measure.ReadAsync(Machine, Token)).Value.Epoch.ShouldNotBe(before);
        Say("restarted");
    }

    private static GuestCommand Command(string key, string script) => new(key, new Secret(script));

    private static MachineNetwork Network(bool up, params string[] extra) => new([.. extra.Select(ip => new ExtraAddress(ip, 24))], up);

    private static async Task DoneAsync(Task<Progress> call)
    {
        var progress = await call;
        progress.ShouldBeOfType<Progress.Done>((progress as Progress.Failed)?.Failure.Facts?.ToString() ?? progress.ToString());
    }

    private async Task<ScriptOutcome> UntilRunAsync(string key, string script)
    {
        while (true)
        {
            var answer = await Driver.Guest.RunAsync(Machine, Command(key, script), Token);
            if (answer.Outcome is { } outcome)
            {
                return outcome;
            }

            // An agent that is being restarted does not answer for a moment.
            (answer.Progress is Progress.Again or Progress.Failed { Failure.Kind: FailureKind.Unavailable }).ShouldBeTrue(answer.ToString());
            _clock.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(8), answer.ToString());
            await Task.Delay(TimeSpan.FromMilliseconds(300), Token);
        }
    }

    private async Task UntilRunAnswersAsync(string key, string script, string answer) => (await UntilRunAsync(key, script)).LastLines.ShouldBe(answer);

    private async Task UntilLoginAsync()
    {
        while (true)
        {
            var proof = await Driver.Proof.LoginAsync(Machine, new Login(new Secret(Password), FirstBoot: true), Token);
            if (proof.Progress is not Progress.Again again)
            {
                proof.Progress.ShouldBeOfType<Progress.Done>(proof.Progress.ToString());
                return;
            }

            _clock.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(4), again.Note);
            await Task.Delay(again.After, Token);
        }
    }

    private async Task UntilAddressesAsync(string addresses) =>
        await UntilAskedAsync("ip -4 -o addr show dev eth0 | awk '{ print $4 }' | sort | xargs", addresses);

    private Task<string> AddressesSeenAsync() => Ask("ip -4 -o addr show dev eth0 | awk '{ print $4 }' | sort | xargs");

    private async Task UntilAskedAsync(string question, string answer)
    {
        var last = "";
        while (last != answer)
        {
            _clock.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(8), $"{question}: {last}");
            try
            {
                last = await Ask(question);
            }
            catch (Exception exception) when (exception is Renci.SshNet.Common.SshException or System.Net.Sockets.SocketException or IOException)
            {
                last = exception.Message;
                await Task.Delay(TimeSpan.FromMilliseconds(300), Token);
            }
        }
    }

    private async Task ShouldBeUnreachableAsync()
    {
        using var ssh = await ClientAsync();
        ssh.ConnectionInfo.Timeout = TimeSpan.FromSeconds(2);
        Exception? failed = null;
        try
        {
            await ssh.ConnectAsync(Token);
        }
        catch (Exception exception) when (exception is Renci.SshNet.Common.SshException or System.Net.Sockets.SocketException or IOException)
        {
            failed = exception;
        }

        failed.ShouldNotBeNull("nothing goes through");
    }

    private async Task<SshClient> ClientAsync()
    {
        var access = (await Driver.Proof.AccessAsync(Machine, Token)).Value;
        return new SshClient(access.SshHost, access.SshPort, "root", Password);
    }

    private async Task<string> Ask(string question)
    {
        using var ssh = await ClientAsync();
        ssh.ConnectionInfo.Timeout = TimeSpan.FromSeconds(20);
        await ssh.ConnectAsync(Token);
        using var command = ssh.RunCommand(question);
        return command.Result.Trim();
    }

    private void Say(string what) => output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_clock.Elapsed.TotalSeconds,6:0.00} s  {what}"));

    private async Task StartServicesAsync()
    {
        _services = new ServiceCollection()
            .AddDrivers(new ConfigurationBuilder().AddInMemoryCollection([new("Qemu:Images", Slipwayd.Images)]).Build(), _data)
            .BuildServiceProvider();
        foreach (var service in _services.GetServices<IHostedService>())
        {
            await service.StartAsync(CancellationToken.None);
        }
    }

    private async Task StopServicesAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>())
        {
            await service.StopAsync(CancellationToken.None);
        }

        await _services.DisposeAsync();
    }
}
