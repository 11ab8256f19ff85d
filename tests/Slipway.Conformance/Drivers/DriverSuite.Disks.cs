using Shouldly;
using Slipway.Machines;
using Xunit;

namespace Slipway.Conformance.Drivers;

/// <summary>What every driver type promises about copies of a disk and the drive for discs.</summary>
public abstract partial class DriverSuite
{
    public static TheoryData<string> Kinds => ["snapshots", "backups"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_copy_is_made_of_a_machine_that_is_off_or_on_and_every_call_may_be_repeated(string kind)
    {
        var machine = (await CreateAsync()).Machine;
        var copies = Copies(kind);
        copies.Refusal(machine).ShouldBeNull();
        (await copies.ListAsync(machine, Token)).Value.ShouldBeEmpty();

        (await MadeAsync(copies, machine, "copy-1")).ShouldBeGreaterThan(0);
        await MadeAsync(copies, machine, "copy-1");
        await Done(Driver.Power.OnAsync(machine, Token));
        await MadeAsync(copies, machine, "copy-2");
        await RestartAsync();
        copies = Copies(kind);
        await MadeAsync(copies, machine, "copy-2");
        (await copies.ListAsync(machine, Token)).Value.ShouldBe(["copy-1", "copy-2"], ignoreOrder: true);

        await UntilDoneAsync(() => copies.RemoveAsync(machine, "copy-1", Token));
        await UntilDoneAsync(() => copies.RemoveAsync(machine, "copy-1", Token));
        await UntilDoneAsync(() => copies.RemoveAsync(machine, "copy-404", Token));
        (await copies.ListAsync(machine, Token)).Value.ShouldBe(["copy-2"]);
        await Done(Driver.Power.HardOffAsync(machine, Token));
        await UntilDoneAsync(() => copies.RemoveAsync(machine, "copy-2", Token));
        (await copies.ListAsync(machine, Token)).Value.ShouldBeEmpty();
        await Done(Driver.Power.OnAsync(machine, Token));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_machine_goes_back_to_a_copy_only_when_it_is_off(string kind)
    {
        var machine = (await CreateAsync()).Machine;
        var copies = Copies(kind);
        await MadeAsync(copies, machine, "copy-1");
        await Done(Driver.Power.OnAsync(machine, Token));

        (await copies.RestoreAsync(machine, "copy-1", Token)).ShouldBeOfType<Progress.Failed>().Failure.Kind.ShouldBe(FailureKind.Busy);
        (await Driver.Power.StateAsync(machine, Token)).Value.ShouldBe(PowerState.On);
        await Done(Driver.Power.HardOffAsync(machine, Token));
        (await copies.RestoreAsync(machine, "copy-404", Token)).ShouldBeOfType<Progress.Failed>().Failure.Kind.ShouldBe(FailureKind.NotFound);
        await UntilDoneAsync(() => copies.RestoreAsync(machine, "copy-1", Token));
        await UntilDoneAsync(() => copies.RestoreAsync(machine, "copy-1", Token));

        (await copies.ListAsync(machine, Token)).Value.ShouldBe(["copy-1"]);
        await Done(Driver.Power.OnAsync(machine, Token));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Copies_go_with_the_disk(string kind)
    {
        var specification = await CreateAsync();
        var (machine, copies) = (specification.Machine, Copies(kind));
        await MadeAsync(copies, machine, "copy-1");

        (await ErasedAsync(machine)).ShouldNotBeNull();
        (await copies.ListAsync(machine, Token)).Value.ShouldBeEmpty();
        (await copies.CreateAsync(machine, "copy-2", Token)).Progress.ShouldBeOfType<Progress.Failed>();
        await UntilDoneAsync(() => copies.RemoveAsync(machine, "copy-1", Token));
        await Done(Driver.Lifecycle.EnsureCreatedAsync(specification, Token));
        (await copies.ListAsync(machine, Token)).Value.ShouldBeEmpty();

        await MadeAsync(copies, machine, "copy-3");
        await Done(Driver.Lifecycle.DestroyAsync(machine, Token));
        AssertNothingIsLeft(machine);
        await UntilDoneAsync(() => copies.RemoveAsync(machine, "copy-3", Token));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Of_a_machine_that_never_was_there_is_no_copy(string kind)
    {
        var copies = Copies(kind);
        var machine = new MachineRef("server-404", Node);

        copies.Refusal(machine).ShouldNotBeNull().Kind.ShouldBe(FailureKind.NotFound);
        (await copies.CreateAsync(machine, "copy-1", Token)).Progress.ShouldBeOfType<Progress.Failed>().Failure.Kind.ShouldBe(FailureKind.NotFound);
        (await copies.RestoreAsync(machine, "copy-1", Token)).ShouldBeOfType<Progress.Failed>().Failure.Kind.ShouldBe(FailureKind.NotFound);
        (await copies.ListAsync(machine, Token)).Failure!.Kind.ShouldBe(FailureKind.NotFound);
        await UntilDoneAsync(() => copies.RemoveAsync(machine, "copy-1", Token));
        (await copies.CreateAsync(new MachineRef("../server-1", Node), "copy-1", Token)).Progress.ShouldBeOfType<Progress.Failed>().Failure.Kind.ShouldBe(FailureKind.Invalid);
    }

    [Fact]
    public async Task A_disc_is_put_in_and_taken_out_of_a_machine_that_is_off_or_on()
    {
        var machine = (await CreateAsync()).Machine;
        var disc = Path.Combine(Data, "disc.iso");
        await File.WriteAllBytesAsync(disc, new byte[64 * 1024], Token);

        await Done(Driver.Media.EjectAsync(machine, Token));
        await Done(Driver.Media.InsertAsync(machine, disc, Token));
        await Done(Driver.Media.InsertAsync(machine, disc, Token));
        await Done(Driver.Media.BootAsync(machine, Token));
        await Done(Driver.Media.BootAsync(machine, Token));
        (await Driver.Power.StateAsync(machine, Token)).Value.ShouldBe(PowerState.On);
        await Done(Driver.Media.InsertAsync(machine, disc, Token));
        await Done(Driver.Media.EjectAsync(machine, Token));
        await Done(Driver.Media.EjectAsync(machine, Token));

        // A disc that was removed by the operator does not keep a machine from starting.
        await Done(Driver.Media.InsertAsync(machine, disc, Token));
        await Done(Driver.Power.HardOffAsync(machine, Token));
        File.Delete(disc);
        await Done(Driver.Power.OnAsync(machine, Token));
        (await Driver.Media.InsertAsync(machine, disc, Token)).ShouldBeOfType<Progress.Failed>().Failure.Kind.ShouldBe(FailureKind.NotFound);
        await Done(Driver.Media.EjectAsync(machine, Token));
        (await Driver.Media.InsertAsync(new MachineRef("server-404", Node), disc, Token)).ShouldBeOfType<Progress.Failed>().Failure.Kind.ShouldBe(FailureKind.NotFound);
    }

    protected IDiskCopies Copies(string kind) => kind == "snapshots" ? Driver.Snapshots : Driver.Backups;

    /// <summary>Calls until it is made; answers how much it holds.</summary>
    protected static async Task<long> MadeAsync(IDiskCopies copies, MachineRef machine, string name)
    {
        CopyMade made = null!;
        await UntilDoneAsync(async () => (made = await copies.CreateAsync(machine, name, Token)).Progress);
        return made.Bytes;
    }

    protected static async Task UntilDoneAsync(Func<Task<Progress>> call)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        Progress progress;
        while ((progress = await call()) is Progress.Again again)
        {
            patience.IsCancellationRequested.ShouldBeFalse(again.Note);
            await Task.Delay(again.After < TimeSpan.FromMilliseconds(50) ? again.After : TimeSpan.FromMilliseconds(50), TimeProvider.System, Token);
        }

        await Done(Task.FromResult(progress));
    }
}
