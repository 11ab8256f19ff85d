using Shouldly;
using Slipway.Machines;
using Xunit;

namespace Slipway.Conformance.Drivers;

/// <summary>The inside of a machine and its figures, as far as every driver promises them.</summary>
public abstract partial class DriverSuite
{
    [Fact]
    public async Task Figures_only_grow_until_the_epoch_changes()
    {
        var specification = await CreateAsync();
        (await Driver.Measure.ReadAsync(specification.Machine, Token)).Failure!.Code.ShouldBe("machines.off");
        await Done(Driver.Install.StartAsync(specification, Settings(), Token));

        var first = (await Driver.Measure.ReadAsync(specification.Machine, Token)).Value;
        await RestartAsync();
        var second = (await Driver.Measure.ReadAsync(specification.Machine, Token)).Value;

        second.Epoch.ShouldBe(first.Epoch);
        second.At.ShouldBeGreaterThanOrEqualTo(first.At);
        first.CpuSeconds!.Value.ShouldBeGreaterThanOrEqualTo(0);
        second.CpuSeconds!.Value.ShouldBeGreaterThanOrEqualTo(first.CpuSeconds.Value);
        (second.ReceivedBytes ?? 0).ShouldBeGreaterThanOrEqualTo(first.ReceivedBytes ?? 0);
        (second.SentBytes ?? 0).ShouldBeGreaterThanOrEqualTo(first.SentBytes ?? 0);
        second.DiskWrittenBytes!.Value.ShouldBeGreaterThanOrEqualTo(first.DiskWrittenBytes!.Value);
        second.Cores.ShouldBeGreaterThan(0);
        second.MemoryTotalBytes!.Value.ShouldBeGreaterThan(second.MemoryUsedBytes ?? 0);
        second.DiskTotalBytes!.Value.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_machine_that_never_was_has_neither_inside_nor_figures()
    {
        var machine = new MachineRef("server-404", Node);

        (await Driver.Measure.ReadAsync(machine, Token)).Failure!.Kind.ShouldBe(FailureKind.NotFound);
        (await Driver.Guest.RunAsync(machine, new GuestCommand("one", new Secret("true")), Token)).Progress.ShouldBeOfType<Progress.Failed>().Failure.Kind.ShouldBe(FailureKind.NotFound);
        (await Driver.Guest.RunAsync(new MachineRef("../server-1", Node), new GuestCommand("one", new Secret("true")), Token)).Progress
            .ShouldBeOfType<Progress.Failed>().Failure.Kind.ShouldBe(FailureKind.Invalid);
    }

    [Fact]
    public async Task A_machine_that_is_off_runs_nothing()
    {
        var machine = (await CreateAsync()).Machine;

        (await Driver.Guest.RunAsync(machine, new GuestCommand("one", new Secret("true")), Token)).Progress.ShouldBeOfType<Progress.Failed>().Failure.Kind.ShouldBe(FailureKind.Unavailable);
    }

    [Fact]
    public async Task Something_runs_it() => (await Driver.Engine.AskAsync(Node, Token)).Value.Name.ShouldNotBeEmpty();
}
