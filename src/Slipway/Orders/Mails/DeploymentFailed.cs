using Slipway.Mail;

namespace Slipway.Orders.Mails;

/// <summary>The server did not come up, or the order was withdrawn or never paid; everything is undone.</summary>
public sealed record DeploymentFailed(string Hostname, int ServerId, int Invoice, string AsyncKey, string Reason, bool Withdrawn, bool Expired) : Letter
{
    public override string Subject => Withdrawn || Expired ? $"Your order of {Hostname} is cancelled" : $"Your server {Hostname} could not be delivered";
}
