using Slipway.Servers;

namespace Slipway.Invapi.Session;

/// <summary>A server as a service of the billing system. <c>config</c> is text: a strict client reads nothing else there.</summary>
internal sealed record BillingServerShape(int Id, string Name, string Status, string Config)
{
    public static BillingServerShape From(Server server) => new(
        server.OrderId.Value, $"{server.PresetName} {server.Location}", Word(server.State), server.OsName);

    private static string Word(ServerState state) => state switch
    {
        ServerState.Active => "Active",
        ServerState.Suspended => "Suspended",
        _ => "Pending",
    };
}
