using Slipway.Workflows;

namespace Slipway.Orders;

internal static class HandedOver
{
    /// <summary>
    /// The answer of an undo that must not be: the customer may be using the server. Whatever fails afterwards must not destroy it, so the
    /// run is left stuck for an operator to look at.
    /// </summary>
    public static readonly Progress NoWayBack =
        new Progress.Failed(new Failure(FailureKind.Unsupported, "orders.handed-over", "The server is the customer's already; it is not taken away again."));
}
