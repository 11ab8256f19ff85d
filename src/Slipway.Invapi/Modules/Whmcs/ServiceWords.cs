using Slipway.Invapi.Wire;
using Slipway.Orders;
using Slipway.Pricing;

namespace Slipway.Invapi.Modules.Whmcs;

/// <summary>How the billing system writes what it says of a service.</summary>
internal static class ServiceWords
{
    public static string Name(Service service) => $"{service.Server.PresetName} {service.Server.Location}";

    public static string Cycle(Period period) => period.Name switch
    {
        "hourly" => "Hourly",
        "monthly" => "Monthly",
        "quarterly" => "Quarterly",
        "semi-annually" => "Semi-Annually",
        "annually" => "Annually",
        var other => other,
    };

    public static string Status(ServiceStatus status) => status switch
    {
        ServiceStatus.Pending => "Pending",
        ServiceStatus.Active => "Active",
        ServiceStatus.Suspended => "Suspended",
        ServiceStatus.Cancelled => "Cancelled",
        ServiceStatus.Terminated => "Terminated",
    };
}

/// <summary>A cancellation that is arranged: <c>id</c> is the server's.</summary>
internal sealed record CancellationShape(int Id, string Type, int CancellationType, string Reason, string Date, string EndsAt, long EndsAtUnix)
{
    public static CancellationShape From(Cancellation cancellation) => new(
        cancellation.ServerId.Value, cancellation.Immediate ? "Immediate" : "End of Billing Period", cancellation.Immediate ? 1 : 0, cancellation.Reason, cancellation.RequestedAt.ToDay(),
        WireWords.Time(cancellation.EndsAt), cancellation.EndsAt.ToUnixTimeSeconds());
}
