using Slipway.Machines;
using Slipway.Servers;

namespace Slipway.Invapi.Wire;

/// <summary>Domain words to wire words (README 5).</summary>
internal static class WireWords
{
    public const string Active = "rent";

    // Quirk Q-010: one word for "switched off" and for "suspended"; clients derive the power state from it.
    public const string PoweredOff = "power_off";

    public const string Preparing = "TT";

    public const string Leaving = "presale";

    public static string Life(ServerState state, PowerState power) => state switch
    {
        ServerState.AwaitingPayment or ServerState.Deploying => Preparing,
        ServerState.Active => power == PowerState.Off ? PoweredOff : Active,
        ServerState.Suspended => PoweredOff,
        ServerState.Terminating or ServerState.Terminated or ServerState.Failed => Leaving,
    };

    public static string Power(PowerState power) => power == PowerState.Off ? "off" : "on";

    /// <summary>An unpaid server is not shown: a client that sees an unknown id takes it for the one it waits for (eq.md, Life of a server).</summary>
    public static bool IsShown(ServerState state) => state is ServerState.Deploying or ServerState.Active or ServerState.Suspended;

    /// <summary>A moment as people write it.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
