using Slipway.Mail;

namespace Slipway.Orders.Mails;

/// <summary>A suspended server will be removed with its data.</summary>
public sealed record RemovalAnnounced(string Hostname, int ServerId, string On) : Letter
{
    public override string Subject => $"Your server {Hostname} will be removed on {On}";
}
