using Slipway.Mail;

namespace Slipway.Orders.Mails;

/// <summary>The server did not come up, or the order was withdrawn; everything is undone.</summary>
public sealed record DeploymentFailed(string Hostname, int ServerId, int Invoice, string AsyncKey, string Reason, bool Withdrawn) : Letter
{
    public override string Subject => Withdrawn ? $"Your order of {Hostname} is cancelled" : $"Your server {Hostname} could not be delivered";
}
