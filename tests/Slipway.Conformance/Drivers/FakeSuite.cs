using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Slipway.Drivers.Fake;
using Slipway.Machines;
using Xunit;

namespace Slipway.Conformance.Drivers;

public sealed class FakeSuite : DriverSuite
{
    private readonly FakeTimeProvider _time = new();

    protected override string Type => "fake";

    protected override void Configure(IDictionary<string, string?> settings) => settings["Fake:DeploySeconds"] = "4";

    protected override void Register(IServiceCollection services) => services.AddSingleton<TimeProvider>(_time);

    protected override void LetTimePass() => _time.Advance(TimeSpan.FromSeconds(1));

    protected override Task LeaveHalfMadeAsync(MachineSpecification specification)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Data, "fake")).FullName;
        return File.WriteAllTextAsync(Path.Combine(folder, $"{specification.Machine.MachineId}.json.0.new"), "{", Token);
    }

    protected override void AssertNothingIsLeft(MachineRef machine) =>
        File.Exists(Path.Combine(Data, "fake", $"{machine.MachineId}.json")).ShouldBeFalse();

    [Fact]
    public async Task A_deployment_takes_its_time_also_across_a_restart()
    {
        var specification = await CreateAsync();
        await Done(Driver.Install.StartAsync(specification, Settings(), Token));
        (await LoginAsync(specification)).Progress.ShouldBeOfType<Progress.Again>().After.ShouldBe(TimeSpan.FromSeconds(1));

        _time.Advance(TimeSpan.FromSeconds(3.7));
        await RestartAsync();
        await Done(Driver.Install.StartAsync(specification, Settings(), Token));
        (await LoginAsync(specification)).Progress.ShouldBeOfType<Progress.Again>().After.ShouldBe(TimeSpan.FromSeconds(0.3));

        _time.Advance(TimeSpan.FromSeconds(0.3));
        var proof = await LoginAsync(specification);
        proof.Progress.ShouldBeOfType<Progress.Done>();
        proof.HostKeys.Single().ShouldMatch(@"^ssh-ed25519 SHA256:[A-Za-z0-9+/]{43}$");
        proof.PostInstall!.ExitCode.ShouldBe(0);
        (await LoginAsync(specification)).HostKeys.ShouldBe(proof.HostKeys);
    }

    [Theory]
    [InlineData("start", FailureKind.Unsupported)]
    [InlineData("login", FailureKind.Unavailable)]
    public async Task A_rehearsal_can_let_a_step_go_wrong(string step, FailureKind kind)
    {
        var specification = await CreateAsync();
        var options = Services.GetRequiredService<IOptions<FakeOptions>>().Value;
        (options.FailStep, options.FailKind) = (step, kind);

        var start = await Driver.Install.StartAsync(specification, Settings(), Token);
        var failed = step is "start" ? start : (await LoginAsync(specification)).Progress;

        failed.ShouldBeOfType<Progress.Failed>().Failure.Kind.ShouldBe(kind);
    }

    private Task<LoginProof> LoginAsync(MachineSpecification specification) =>
        Driver.Proof.LoginAsync(specification.Machine, new Login(new Secret(Password), FirstBoot: true), Token);
}
