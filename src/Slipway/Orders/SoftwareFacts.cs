using Slipway.Catalog;
using Slipway.Machines;

namespace Slipway.Orders;

/// <summary>A software recipe in the words of the drivers.</summary>
internal static class SoftwareFacts
{
    public static SoftwareProbe? ProbeOf(SoftwareRecipe? software) =>
        software is { Check: var check } ? new SoftwareProbe(check.Port, check.Path, check.Contains) { Send = check.Send, Command = check.Command } : null;

    public static OpenPorts PortsOf(SoftwareRecipe? software) => software is null ? OpenPorts.None : new OpenPorts(software.Ports, software.UdpPorts);
}
