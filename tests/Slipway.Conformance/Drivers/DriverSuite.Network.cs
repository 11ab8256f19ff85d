using Shouldly;
using Slipway.Machines;
using Xunit;

namespace Slipway.Conformance.Drivers;

/// <summary>What every driver type that can change a network promises about it.</summary>
public abstract partial class DriverSuite
{
    private const string NoNetwork = "this driver does not change networks";

    private static MachineNetwork TwoMore(bool linkUp = true) => new([new ExtraAddress("203.0.113.201", 24), new ExtraAddress("203.0.113.202", 24)], linkUp);

    [Fact]
    public async Task A_network_may_be_applied_twice_also_by_another_daemon()
    {
        Assert.SkipUnless(Driver.ChangesNetwork, NoNetwork);
        var specification = await CreateAsync();
        await Done(Driver.Install.StartAsync(specification, Settings(), Token));

        await Done(Driver.Network.ApplyAsync(specification.Machine, TwoMore(), Token));
        await Done(Driver.Network.ApplyAsync(specification.Machine, TwoMore(), Token));
        await RestartAsync();
        await Done(Driver.Network.ApplyAsync(specification.Machine, TwoMore() with { SourceIp = "203.0.113.202" }, Token));
        await Done(Driver.Network.ApplyAsync(specification.Machine, new MachineNetwork([], true), Token));

        (await PortAsync(specification.Machine)).Mac.ShouldBe(specification.Address.Mac);
    }

    [Fact]
    public async Task A_network_is_applied_to_a_machine_that_is_off_and_is_there_when_it_is_on()
    {
        Assert.SkipUnless(Driver.ChangesNetwork, NoNetwork);
        var specification = await CreateAsync();

        await Done(Driver.Network.ApplyAsync(specification.Machine, TwoMore(linkUp: false), Token));
        (await Driver.Power.StateAsync(specification.Machine, Token)).Value.ShouldBe(PowerState.Off);
        await Done(Driver.Power.OnAsync(specification.Machine, Token));

        (await PortAsync(specification.Machine)).Up.ShouldBeFalse();
    }

    [Fact]
    public async Task A_link_goes_down_and_up_and_stays_so_over_a_restart_of_the_machine()
    {
        Assert.SkipUnless(Driver.ChangesNetwork, NoNetwork);
        var specification = await CreateAsync();
        await Done(Driver.Install.StartAsync(specification, Settings(), Token));
        (await PortAsync(specification.Machine)).Up.ShouldBeTrue();

        await Done(Driver.Network.ApplyAsync(specification.Machine, TwoMore(linkUp: false), Token));
        (await PortAsync(specification.Machine)).Up.ShouldBeFalse();
        await Done(Driver.Power.HardOffAsync(specification.Machine, Token));
        await Done(Driver.Power.OnAsync(specification.Machine, Token));
        (await PortAsync(specification.Machine)).Up.ShouldBeFalse();
        await Done(Driver.Network.ApplyAsync(specification.Machine, TwoMore(), Token));
        (await PortAsync(specification.Machine)).Up.ShouldBeTrue();
    }

    [Fact]
    public async Task The_network_of_a_machine_that_never_was_is_refused_politely()
    {
        Assert.SkipUnless(Driver.ChangesNetwork, NoNetwork);
        var machine = new MachineRef("server-404", Node);

        (await Driver.Network.ApplyAsync(machine, TwoMore(), Token)).ShouldBeOfType<Progress.Failed>().Failure.Kind.ShouldBe(FailureKind.NotFound);
        (await Driver.Network.PortsAsync(machine, Token)).Failure!.Kind.ShouldBe(FailureKind.NotFound);
    }

    private async Task<NetworkPort> PortAsync(MachineRef machine)
    {
        var port = (await Driver.Network.PortsAsync(machine, Token)).Value.ShouldHaveSingleItem();
        port.Name.ShouldNotBeEmpty();
        return port;
    }
}
