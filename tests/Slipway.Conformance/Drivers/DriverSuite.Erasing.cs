using System.Text.Json;
using Shouldly;
using Slipway.Machines;
using Xunit;

namespace Slipway.Conformance.Drivers;

/// <summary>What every driver type promises about the disk of a machine that is reinstalled or removed.</summary>
public abstract partial class DriverSuite
{
    [Fact]
    public async Task An_erasing_tells_the_same_report_until_there_is_another_disk()
    {
        var specification = await CreateAsync();
        await Done(Driver.Install.StartAsync(specification, Settings(), Token));
        await Done(Driver.Power.HardOffAsync(specification.Machine, Token));

        var report = await ErasedAsync(specification.Machine);

        report.ShouldNotBeNull();
        report.Method.ShouldNotBeEmpty();
        report.Disks.ShouldNotBeEmpty();
        report.EndedAt.ShouldBeGreaterThanOrEqualTo(report.StartedAt);
        LetTimePass();
        Text(await ErasedAsync(specification.Machine)).ShouldBe(Text(report));
        await RestartAsync();
        Text(await ErasedAsync(specification.Machine)).ShouldBe(Text(report));

        // Everything else of it is still there, and it can be made and started again.
        (await Driver.Lifecycle.ListAsync(Node, Token)).Value.ShouldBe([specification.Machine.MachineId]);
        await Done(Driver.Lifecycle.EnsureCreatedAsync(specification, Token));
        await Done(Driver.Install.StartAsync(specification, Settings(), Token));
        await Done(Driver.Power.HardOffAsync(specification.Machine, Token));
        (await ErasedAsync(specification.Machine)).ShouldNotBeNull().StartedAt.ShouldBeGreaterThan(report.EndedAt);
    }

    [Fact]
    public async Task A_running_machine_is_not_erased()
    {
        var machine = (await CreateAsync()).Machine;
        await Done(Driver.Power.OnAsync(machine, Token));

        var erasing = await Driver.Erase.EraseAsync(machine, Token);

        erasing.Progress.ShouldBeOfType<Progress.Failed>().Failure.Kind.ShouldBe(FailureKind.Busy);
        erasing.Report.ShouldBeNull();
        (await Driver.Power.StateAsync(machine, Token)).Value.ShouldBe(PowerState.On);
        await Done(Driver.Power.ResetAsync(machine, Token));
        await Done(Driver.Power.HardOffAsync(machine, Token));
        (await ErasedAsync(machine)).ShouldNotBeNull();
    }

    [Fact]
    public async Task What_is_not_there_is_erased_already()
    {
        (await ErasedAsync(new MachineRef("server-404", Node))).ShouldBeNull();
        (await Driver.Erase.EraseAsync(new MachineRef("../server-1", Node), Token)).Progress.ShouldBeOfType<Progress.Failed>().Failure.Kind.ShouldBe(FailureKind.Invalid);

        var half = Specification();
        await LeaveHalfMadeAsync(half);
        (await ErasedAsync(half.Machine)).ShouldBeNull();
        await Done(Driver.Lifecycle.DestroyAsync(half.Machine, Token));
        AssertNothingIsLeft(half.Machine);
    }

    [Fact]
    public async Task An_erased_machine_can_be_destroyed()
    {
        var machine = (await CreateAsync()).Machine;
        await ErasedAsync(machine);

        await Done(Driver.Lifecycle.DestroyAsync(machine, Token));

        AssertNothingIsLeft(machine);
        (await ErasedAsync(machine)).ShouldBeNull();
    }

    /// <summary>For a clock that stands still.</summary>
    protected virtual void LetTimePass()
    {
    }

    /// <summary>Calls until it is done; answers the report.</summary>
    protected async Task<EraseReport?> ErasedAsync(MachineRef machine)
    {
        for (var calls = 0; calls < 1_000; calls++)
        {
            var erasing = await Driver.Erase.EraseAsync(machine, Token);
            if (erasing.Progress is not Progress.Again)
            {
                await Done(Task.FromResult(erasing.Progress));
                return erasing.Report;
            }

            erasing.Report.ShouldBeNull();
        }

        throw new TimeoutException("The erasing does not come to its end.");
    }

    protected static string Text(EraseReport? report) => JsonSerializer.Serialize(report);
}
