using Slipway.Servers;

namespace Slipway.Provisioning;

/// <summary>Refusals that more than one use case gives.</summary>
public static class ProvisioningFailures
{
    public static readonly Failure NoPlace = new(FailureKind.Unavailable, "provisioning.no-place", "The server has no place or address to be built on.");

    public static readonly Failure Gone = new(FailureKind.NotFound, "provisioning.server-gone", "The server is being removed.");

    /// <param name="then">What the customer can do once it is paid.</param>
    public static Failure Suspended(ServerId id, string then) => new(
        FailureKind.PaymentRequired, "provisioning.suspended", $"server {id} is suspended because its period is not paid. Pay its invoice (whmcs/get_related_invoices) and it {then}.");

    /// <param name="what">What can be done once it is deployed.</param>
    public static Failure NotReady(ServerId id, string what) => new(FailureKind.Busy, "provisioning.not-ready", $"server {id} is not ready yet: it can be {what} once it is deployed.");
}
