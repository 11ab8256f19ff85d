using System.Text.RegularExpressions;
using Slipway.Invapi.Wire;
using Slipway.Provisioning;

namespace Slipway.Invapi.Modules.Net;

/// <summary>The parameter <c>port</c>: every server has one port, and whoever names another one is told so.</summary>
internal static partial class PortName
{
    public static Failure? Refuse(WireForm form) => form.Text("port") is not { } port || port == SwitchPort.Name ? null
        : Form().IsMatch(port) ? Wrong($"port: this server has one port, {SwitchPort.Name}")
        : Wrong("port: allowed are 1 to 32 letters, digits and the signs _ . -");

    private static Failure Wrong(string why) => new(FailureKind.Invalid, WireFailures.InvalidRequest, why);

    [GeneratedRegex(@"^[A-Za-z0-9_.-]{1,32}\z")]
    private static partial Regex Form();
}
