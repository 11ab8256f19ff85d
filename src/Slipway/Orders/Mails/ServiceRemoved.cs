using Slipway.Mail;

namespace Slipway.Orders.Mails;

/// <summary>A server that nobody paid for is removed.</summary>
public sealed record ServiceRemoved(string Hostname, int ServerId) : Letter
{
    public override string Subject => $"Your server {Hostname} has been removed";
}
