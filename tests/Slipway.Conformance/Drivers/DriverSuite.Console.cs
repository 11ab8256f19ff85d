using System.Text;
using Shouldly;
using Slipway.Machines;
using Xunit;

namespace Slipway.Conformance.Drivers;

/// <summary>What every driver type promises about a machine's screen.</summary>
public abstract partial class DriverSuite
{
    [Fact]
    public async Task A_machine_that_is_on_has_a_screen_without_a_password_for_several_at_once()
    {
        var machine = (await CreateAsync()).Machine;
        await Done(Driver.Power.OnAsync(machine, Token));

        await using var one = (await Driver.Console.OpenAsync(machine, Token)).Value;
        await using var other = (await Driver.Console.OpenAsync(machine, Token)).Value;

        foreach (var screen in new[] { one, other })
        {
            Encoding.ASCII.GetString(await ReadAsync(screen, 12)).ShouldBe("RFB 003.008\n");
            await screen.WriteAsync("RFB 003.008\n"u8.ToArray(), Token);
            (await ReadAsync(screen, 2)).ShouldBe([1, 1]);
            await screen.WriteAsync(new byte[] { 1 }, Token);
            (await ReadAsync(screen, 4)).ShouldBe(new byte[4]);
            await screen.WriteAsync(new byte[] { 1 }, Token);
            var size = await ReadAsync(screen, 24);
            ((size[0] << 8) | size[1]).ShouldBeGreaterThan(100);
        }
    }

    [Fact]
    public async Task A_machine_that_is_off_or_never_was_has_no_screen()
    {
        var machine = (await CreateAsync()).Machine;
        (await Driver.Console.OpenAsync(machine, Token)).Failure!.Kind.ShouldBe(FailureKind.Unavailable);
        await Done(Driver.Power.OnAsync(machine, Token));
        await Done(Driver.Power.HardOffAsync(machine, Token));

        (await Driver.Console.OpenAsync(machine, Token)).Failure!.Kind.ShouldBe(FailureKind.Unavailable);
        (await Driver.Console.OpenAsync(new MachineRef("server-404", Node), Token)).Failure!.Kind.ShouldBe(FailureKind.NotFound);
        (await Driver.Console.OpenAsync(new MachineRef("../server-1", Node), Token)).Failure!.Kind.ShouldBe(FailureKind.Invalid);
    }

    [Fact]
    public async Task A_screen_hangs_up_when_its_machine_goes_off()
    {
        var machine = (await CreateAsync()).Machine;
        await Done(Driver.Power.OnAsync(machine, Token));
        await using var screen = (await Driver.Console.OpenAsync(machine, Token)).Value;
        await ReadAsync(screen, 12);

        await Done(Driver.Power.HardOffAsync(machine, Token));

        try
        {
            // A simulated one hears of it when somebody says something.
            await screen.WriteAsync("RFB 003.008\n"u8.ToArray(), Token);
            await ReadAsync(screen, 2);
            await screen.WriteAsync(new byte[] { 1, 1, 4, 0, 0, 0, 0, 0, 0, 0 }, Token);
            await ReadAsync(screen, 1024);
            Assert.Fail("The screen goes on.");
        }
        catch (IOException)
        {
            // It has hung up.
        }
    }

    private static async Task<byte[]> ReadAsync(Stream screen, int count)
    {
        var bytes = new byte[count];
        await screen.ReadExactlyAsync(bytes, Token);
        return bytes;
    }
}
