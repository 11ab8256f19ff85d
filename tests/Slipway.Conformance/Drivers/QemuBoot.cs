using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Renci.SshNet;
using Shouldly;
using Slipway.Drivers;
using Slipway.Machines;
using Slipway.Testing;
using Xunit;

namespace Slipway.Conformance.Drivers;

/// <summary>
/// One real server from image to login and away again, with a new daemon in the middle. Needs <c>debian-11.qcow2</c>
/// (<c>make images</c>); a minute under emulation.
/// </summary>
public sealed class QemuBoot(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Password = "Geheim-4711-nowhere";

    private const string Script = "#!/bin/sh\r\necho post-install on $(hostname -f)\r\ndf -m / | tail -1\r\nexit 3\r\n";

    private const string Key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGtEbZaiK3eRPyoWKHvLKHM2tQ1mXFQW0bcQJXJp1Abc customer's key";

    private static readonly MachineRef Machine = new("server-70211", "NL-1");

    private readonly string _data = Directory.CreateTempSubdirectory("sw-").FullName;

    private ServiceProvider _services = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Images => Slipwayd.Images;

    private DriverType Driver => _services.GetRequiredService<Machines.DriverTypes>().Get("qemu");

    public ValueTask InitializeAsync()
    {
        QemuHere.SkipWhenMissing();
        Assert.SkipUnless(File.Exists(Path.Combine(Images, "debian-11.qcow2")), $"no debian-11.qcow2 in {Images}: build it with catalog/images/build-debian.sh");
        StartServices();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
        {
            await Driver.Lifecycle.DestroyAsync(Machine, CancellationToken.None);
            await _services.DisposeAsync();
        }

        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task An_ordered_server_comes_up_as_ordered_and_shuts_down_when_asked()
    {
        var specification = new MachineSpecification(
            Machine, Cores: 2, MemoryMb: 1024, DiskGb: 10, new ImageRef("debian-11", null), new MachineAddress("203.0.113.77", 24, "203.0.113.1", "52:54:00:12:34:56"));
        var installation = new Installation("web1.example.test", new Secret(Password), Key, new Secret(Script), RootSizePercent: 60);
        var login = new Login(new Secret(Password), FirstBoot: true);
        var clock = Stopwatch.StartNew();

        (await Driver.Install.PrepareImageAsync(specification.Image, "NL-1", Token)).ShouldBeOfType<Progress.Done>();
        (await Driver.Lifecycle.EnsureCreatedAsync(specification, Token)).ShouldBeOfType<Progress.Done>();
        (await Driver.Install.StartAsync(specification, installation, Token)).ShouldBeOfType<Progress.Done>();
        Say(clock, "started");

        // The daemon is replaced while the guest boots.
        await _services.DisposeAsync();
        StartServices();

        var proof = await UntilDoneAsync(clock, login);
        Say(clock, "login proven");
        proof.HostKeys[0].ShouldMatch("^ssh-ed25519 SHA256:[A-Za-z0-9+/]{43}$");
        proof.HostKeys.Count.ShouldBe(1);
        proof.PostInstall!.ExitCode.ShouldBe(3);
        proof.PostInstall.LastLines.ShouldStartWith("post-install on web1.example.test\n");

        (await Driver.Install.ForgetAsync(Machine, Token)).ShouldBeOfType<Progress.Done>();
        var access = (await Driver.Proof.AccessAsync(Machine, Token)).Value;
        using (var ssh = new SshClient(access.SshHost, access.SshPort, "root", Password))
        {
            await ssh.ConnectAsync(Token);
            Ask(ssh, "hostname").ShouldBe("web1");
            Ask(ssh, "cat /root/.ssh/authorized_keys").ShouldContain(Key);
            Ask(ssh, "ip -4 -o addr show scope global").ShouldContain("203.0.113.77/24");
            Ask(ssh, "ip route show default").ShouldContain("via 203.0.113.1");
            int.Parse(Ask(ssh, "df -m --output=size / | tail -1"), CultureInfo.InvariantCulture).ShouldBeInRange(5400, 6144);
            Ask(ssh, "echo root:changed-by-customer | chpasswd && echo changed").ShouldBe("changed");
        }

        // The customer has changed the password: the ordered one is refused, finally, once the first boot is over.
        (await Driver.Proof.LoginAsync(Machine, login with { FirstBoot = false }, Token)).Progress
            .ShouldBeOfType<Progress.Failed>().Failure.Kind.ShouldBe(FailureKind.Unauthenticated);

        clock.Restart();
        Progress off;
        while ((off = await Driver.Power.OffAsync(Machine, Token)) is Progress.Again again)
        {
            clock.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(1), "the guest has shut down");
            await Task.Delay(again.After, Token);
        }

        off.ShouldBeOfType<Progress.Done>();
        Say(clock, "shut down");

        // Second boot, from the seed without secrets: name, host key and the customer's password stay.
        clock.Restart();
        (await Driver.Power.OnAsync(Machine, Token)).ShouldBeOfType<Progress.Done>();
        var second = await UntilDoneAsync(clock, new Login(new Secret("changed-by-customer"), FirstBoot: true));
        Say(clock, "second boot, login proven");
        second.HostKeys.ShouldBe(proof.HostKeys);

        (await Driver.Lifecycle.DestroyAsync(Machine, Token)).ShouldBeOfType<Progress.Done>();
        Directory.EnumerateFileSystemEntries(Path.Combine(_data, "machines")).ShouldBeEmpty();
    }

    private async Task<LoginProof> UntilDoneAsync(Stopwatch clock, Login login)
    {
        while (true)
        {
            var proof = await Driver.Proof.LoginAsync(Machine, login, Token);
            if (proof.Progress is not Progress.Again again)
            {
                proof.Progress.ShouldBeOfType<Progress.Done>(proof.Progress.ToString());
                return proof;
            }

            if (again.Note is not "no SSH server yet")
            {
                Say(clock, again.Note ?? "");
            }

            clock.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(4), again.Note);
            await Task.Delay(again.After, Token);
        }
    }

    private static string Ask(SshClient ssh, string question)
    {
        using var command = ssh.RunCommand(question);
        return command.Result.Trim();
    }

    private void Say(Stopwatch clock, string what) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalSeconds,6:0.00} s  {what}"));

    private void StartServices() => _services = new ServiceCollection()
        .AddDrivers(new ConfigurationBuilder().AddInMemoryCollection([new("Qemu:Images", Images)]).Build(), _data)
        .BuildServiceProvider();
}
