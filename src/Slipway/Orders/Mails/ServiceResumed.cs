using Slipway.Mail;

namespace Slipway.Orders.Mails;

/// <summary>A suspended server is switched on again.</summary>
public sealed record ServiceResumed(string Hostname, int ServerId) : Letter
{
    public override string Subject => $"Your server {Hostname} is on again";
}
