using Shouldly;
using Slipway.Machines;
using Xunit;

namespace Slipway.Conformance.Drivers;

/// <summary>Guests without an agent, as an own system may be: everything works that is not the guest's own.</summary>
public sealed partial class QemuSuite
{
    private static readonly GuestCommand Anything = new("anything", new Secret("true"));

    [Fact]
    public async Task A_guest_without_agent_is_measured_from_outside_and_its_addresses_are_kept()
    {
        var machine = (await CreateAsync()).Machine;
        await Done(Driver.Power.OnAsync(machine, Token));

        (await Driver.Guest.RunAsync(machine, Anything, Token)).Progress.ShouldBeOfType<Progress.Failed>().Failure.ShouldSatisfyAllConditions(
            failure => failure.Code.ShouldBe("qemu.agent-silent"), failure => failure.Kind.ShouldBe(FailureKind.Unavailable));
        var figures = (await Driver.Measure.ReadAsync(machine, Token)).Value;
        (figures.ReceivedBytes, figures.SentBytes, figures.MemoryUsedBytes).ShouldBe((null, null, null));
        (figures.Cores, figures.MemoryTotalBytes, figures.DiskTotalBytes).ShouldBe((1, 64L << 20, 1L << 30));
        figures.DiskReadBytes.ShouldNotBeNull();
        figures.DiskUsedBytes.ShouldNotBeNull();
        var applied = await Driver.Network.ApplyAsync(machine, new MachineNetwork([new ExtraAddress("203.0.113.99", 24)], LinkUp: true), Token);
        applied.ShouldBeOfType<Progress.Done>().Note.ShouldBe("the addresses are kept for later: qemu.agent-silent");
        (await File.ReadAllTextAsync(In(machine, "network.json"), Token)).ShouldContain("203.0.113.99");
    }

    [Fact]
    public async Task A_machine_that_was_started_before_it_had_a_port_for_the_agent_says_so()
    {
        var machine = (await CreateAsync()).Machine;
        await Done(Driver.Power.OnAsync(machine, Token));
        File.Delete(In(machine, "agent.sock"));

        (await Driver.Guest.RunAsync(machine, Anything, Token)).Progress.ShouldBeOfType<Progress.Failed>().Failure.ShouldSatisfyAllConditions(
            failure => failure.Code.ShouldBe("qemu.no-agent-port"), failure => failure.Kind.ShouldBe(FailureKind.Unsupported));
        (await Driver.Measure.ReadAsync(machine, Token)).Value.CpuSeconds.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("$(reboot)")]
    public async Task A_command_with_an_impossible_key_is_refused(string key)
    {
        var machine = (await CreateAsync()).Machine;

        (await Driver.Guest.RunAsync(machine, Anything with { Key = key }, Token)).Progress.ShouldBeOfType<Progress.Failed>().Failure.Kind.ShouldBe(FailureKind.Invalid);
        (await Driver.Guest.RunAsync(machine, Anything with { Script = new Secret(new string('x', 70_000)) }, Token)).Progress.ShouldBeOfType<Progress.Failed>().Failure.Kind.ShouldBe(FailureKind.Invalid);
    }

    [Theory]
    [InlineData("not an address", 24)]
    [InlineData("203.0.113.9'; reboot; '", 24)]
    [InlineData("2001:db8::1", 24)]
    [InlineData("203.0.113.9", 0)]
    [InlineData("203.0.113.9", 33)]
    public async Task An_impossible_address_is_refused(string ip, int prefix)
    {
        var machine = (await CreateAsync()).Machine;

        (await Driver.Network.ApplyAsync(machine, new MachineNetwork([new ExtraAddress(ip, prefix)], LinkUp: true), Token)).ShouldBeOfType<Progress.Failed>().Failure.Kind.ShouldBe(FailureKind.Invalid);
        File.Exists(In(machine, "network.json")).ShouldBeFalse();
    }
}
