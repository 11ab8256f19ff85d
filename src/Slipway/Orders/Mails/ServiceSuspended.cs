using Slipway.Mail;

namespace Slipway.Orders.Mails;

/// <summary>The server is switched off for want of payment.</summary>
public sealed record ServiceSuspended(string Hostname, int ServerId, string Reason) : Letter
{
    public override string Subject => $"Your server {Hostname} is switched off";
}
