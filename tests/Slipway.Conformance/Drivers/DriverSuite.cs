using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Slipway.Drivers;
using Slipway.Machines;
using Xunit;

namespace Slipway.Conformance.Drivers;

/// <summary>
/// What every driver type promises. A new type inherits this, says how it is configured and what "nothing is left" means
/// for it, and has its test.
/// </summary>
public abstract partial class DriverSuite : IAsyncLifetime
{
    protected const string Password = "Geheim-4711-nowhere";

    protected const string Node = "NL-1";

    private ServiceProvider _services = null!;

    private int _next;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected string Data { get; } = Directory.CreateTempSubdirectory("sw-").FullName;

    protected DriverType Driver => _services.GetRequiredService<Machines.DriverTypes>().Get(Type);

    protected IServiceProvider Services => _services;

    protected abstract string Type { get; }

    /// <summary>An image that is quick to make machines of; it need not boot.</summary>
    protected virtual ImageRef Image => new("blank", null);

    protected abstract void Configure(IDictionary<string, string?> settings);

    /// <summary>Leaves the machine as a daemon does that was killed in the middle of making it.</summary>
    protected abstract Task LeaveHalfMadeAsync(MachineSpecification specification);

    protected abstract void AssertNothingIsLeft(MachineRef machine);

    public virtual ValueTask InitializeAsync()
    {
        StartServices();
        return ValueTask.CompletedTask;
    }

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var id in (await Driver.Lifecycle.ListAsync(Node, CancellationToken.None)).Value)
        {
            await Driver.Lifecycle.DestroyAsync(new MachineRef(id, Node), CancellationToken.None);
        }

        await _services.DisposeAsync();
        Directory.Delete(Data, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_created_machine_is_there_and_switched_off()
    {
        var specification = await CreateAsync();

        (await Driver.Power.StateAsync(specification.Machine, Token)).Value.ShouldBe(PowerState.Off);
        (await Driver.Lifecycle.ListAsync(Node, Token)).Value.ShouldBe([specification.Machine.MachineId]);
        (await Driver.Lifecycle.ListAsync("US-9", Token)).Value.ShouldBeEmpty();
    }

    [Fact]
    public async Task Created_twice_it_is_the_same_machine()
    {
        var specification = await CreateAsync();
        var before = (await Driver.Proof.AccessAsync(specification.Machine, Token)).Value;

        await Done(Driver.Lifecycle.EnsureCreatedAsync(specification, Token));

        var after = (await Driver.Proof.AccessAsync(specification.Machine, Token)).Value;
        (after.SshHost, after.SshPort).ShouldBe((before.SshHost, before.SshPort));
        (await Driver.Lifecycle.ListAsync(Node, Token)).Value.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Power_goes_on_and_off_and_every_call_may_be_repeated()
    {
        var machine = (await CreateAsync()).Machine;

        await Done(Driver.Power.OffAsync(machine, Token));
        await Done(Driver.Power.OnAsync(machine, Token));
        await Done(Driver.Power.OnAsync(machine, Token));
        (await Driver.Power.StateAsync(machine, Token)).Value.ShouldBe(PowerState.On);
        await Done(Driver.Power.ResetAsync(machine, Token));
        (await Driver.Power.StateAsync(machine, Token)).Value.ShouldBe(PowerState.On);
        await Done(Driver.Power.HardOffAsync(machine, Token));
        await Done(Driver.Power.HardOffAsync(machine, Token));
        (await Driver.Power.StateAsync(machine, Token)).Value.ShouldBe(PowerState.Off);
        await Done(Driver.Power.ResetAsync(machine, Token));
        (await Driver.Power.StateAsync(machine, Token)).Value.ShouldBe(PowerState.On);
    }

    [Fact]
    public async Task A_running_machine_survives_a_new_daemon()
    {
        var specification = await CreateAsync();
        await Done(Driver.Install.StartAsync(specification, Settings(), Token));
        var before = (await Driver.Proof.AccessAsync(specification.Machine, Token)).Value;

        await RestartAsync();

        (await Driver.Power.StateAsync(specification.Machine, Token)).Value.ShouldBe(PowerState.On);
        (await Driver.Proof.AccessAsync(specification.Machine, Token)).Value.SshPort.ShouldBe(before.SshPort);
        await Done(Driver.Lifecycle.EnsureCreatedAsync(specification, Token));
        await Done(Driver.Install.StartAsync(specification, Settings(), Token));
        (await Driver.Power.StateAsync(specification.Machine, Token)).Value.ShouldBe(PowerState.On);
    }

    [Fact]
    public async Task Destroyed_twice_nothing_is_left()
    {
        var specification = await CreateAsync();
        await Done(Driver.Install.StartAsync(specification, Settings(), Token));

        await Done(Driver.Lifecycle.DestroyAsync(specification.Machine, Token));
        AssertNothingIsLeft(specification.Machine);
        await Done(Driver.Lifecycle.DestroyAsync(specification.Machine, Token));

        (await Driver.Lifecycle.ListAsync(Node, Token)).Value.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_half_made_machine_is_completed()
    {
        var specification = Specification();
        await LeaveHalfMadeAsync(specification);

        await Done(Driver.Lifecycle.EnsureCreatedAsync(specification, Token));
        await Done(Driver.Power.OnAsync(specification.Machine, Token));
    }

    [Fact]
    public async Task A_half_made_machine_can_be_destroyed()
    {
        var specification = Specification();
        await LeaveHalfMadeAsync(specification);

        await Done(Driver.Lifecycle.DestroyAsync(specification.Machine, Token));

        AssertNothingIsLeft(specification.Machine);
    }

    [Fact]
    public async Task A_machine_that_never_was_is_refused_politely()
    {
        var machine = new MachineRef("server-404", Node);
        var specification = Specification() with { Machine = machine };

        Progress[] refusals =
        [
            await Driver.Power.OnAsync(machine, Token),
            await Driver.Power.OffAsync(machine, Token),
            await Driver.Power.HardOffAsync(machine, Token),
            await Driver.Power.ResetAsync(machine, Token),
            await Driver.Install.StartAsync(specification, Settings(), Token),
            await Driver.Install.ForgetAsync(machine, Token),
            (await Driver.Proof.LoginAsync(machine, new Login(new Secret(Password), true), Token)).Progress,
            await Driver.Proof.SoftwareAsync(machine, new SoftwareProbe(80, "/", null), new Login(new Secret(Password), false), Token),
        ];

        foreach (var refusal in refusals)
        {
            refusal.ShouldBeOfType<Progress.Failed>().Failure.Kind.ShouldBe(FailureKind.NotFound);
        }

        (await Driver.Power.StateAsync(machine, Token)).Failure!.Kind.ShouldBe(FailureKind.NotFound);
        (await Driver.Proof.AccessAsync(machine, Token)).Failure!.Kind.ShouldBe(FailureKind.NotFound);
        await Done(Driver.Lifecycle.DestroyAsync(machine, Token));
    }

    [Theory]
    [InlineData("../server-1")]
    [InlineData("")]
    [InlineData("server-1/..")]
    [InlineData("Server 1,file=/etc/passwd")]
    public async Task An_impossible_name_is_refused(string id)
    {
        var specification = Specification() with { Machine = new MachineRef(id, Node) };

        (await Driver.Lifecycle.EnsureCreatedAsync(specification, Token)).ShouldBeOfType<Progress.Failed>().Failure.Kind.ShouldBe(FailureKind.Invalid);
        (await Driver.Lifecycle.DestroyAsync(specification.Machine, Token)).ShouldBeOfType<Progress.Failed>().Failure.Kind.ShouldBe(FailureKind.Invalid);
        (await Driver.Power.OnAsync(specification.Machine, Token)).ShouldBeOfType<Progress.Failed>().Failure.Kind.ShouldBe(FailureKind.Invalid);
    }

    [Fact]
    public async Task Machines_made_at_the_same_time_do_not_share_an_access()
    {
        var machines = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => CreateAsync()));

        List<(string, int)> accesses = [];
        foreach (var specification in machines)
        {
            var access = (await Driver.Proof.AccessAsync(specification.Machine, Token)).Value;
            accesses.Add((access.SshHost, access.SshPort));
        }

        accesses.Distinct().Count().ShouldBe(machines.Length);
    }

    [Fact]
    public async Task The_clear_password_is_nowhere_and_after_forgetting_no_secret_is()
    {
        var specification = await CreateAsync();
        await Done(Driver.Install.StartAsync(specification, Settings(), Token));
        FilesWith(Password).ShouldBeEmpty();

        await Done(Driver.Install.ForgetAsync(specification.Machine, Token));
        await Done(Driver.Install.ForgetAsync(specification.Machine, Token));

        FilesWith(Password).ShouldBeEmpty();
        FilesWith("root:$6$").ShouldBeEmpty();
        FilesWith(Convert.ToBase64String(Encoding.UTF8.GetBytes(Script.ReplaceLineEndings("\n")))[..40]).ShouldBeEmpty();
    }

    protected const string Script = "#!/bin/sh\r\necho post-install on $(hostname)\r\ndf -m / | tail -1\r\nexit 3\r\n";

    protected static Installation Settings() => new("web1.example.test", new Secret(Password), SshKey: null, new Secret(Script));

    protected MachineSpecification Specification(ImageRef? image = null)
    {
        var number = Interlocked.Increment(ref _next);
        return new MachineSpecification(
            new MachineRef($"server-{70000 + number}", Node),
            Cores: 1,
            MemoryMb: 64,
            DiskGb: 1,
            image ?? Image,
            new MachineAddress($"203.0.113.{10 + number}", 24, "203.0.113.1", $"52:54:00:00:00:{number:x2}"));
    }

    protected async Task<MachineSpecification> CreateAsync(ImageRef? image = null)
    {
        var specification = Specification(image);
        await Done(Driver.Lifecycle.EnsureCreatedAsync(specification, Token));
        return specification;
    }

    protected static async Task Done(Task<Progress> call)
    {
        var progress = await call;
        progress.ShouldBeOfType<Progress.Done>((progress as Progress.Failed)?.Failure.Facts?.ToString() ?? progress.ToString());
    }

    protected async Task RestartAsync()
    {
        await _services.DisposeAsync();
        StartServices();
    }

    protected virtual void Register(IServiceCollection services)
    {
    }

    private void StartServices()
    {
        var settings = new Dictionary<string, string?>();
        Configure(settings);
        var services = new ServiceCollection();
        Register(services);
        services.AddDrivers(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), Data);
        _services = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    private List<string> FilesWith(string text) =>
    [
        .. Directory.EnumerateFiles(Data, "*", SearchOption.AllDirectories)
            .Where(path => !path.EndsWith(".sock", StringComparison.Ordinal))
            .Where(path => File.ReadAllBytes(path).AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0),
    ];
}
