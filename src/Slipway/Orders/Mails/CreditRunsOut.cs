using Slipway.Mail;

namespace Slipway.Orders.Mails;

/// <summary>The credit of a service by the hour lasts for a few hours only.</summary>
public sealed record CreditRunsOut(string Hostname, int ServerId, string Hour, int Hours) : Letter
{
    public override string Subject => $"Your credit pays {Hostname} for {Hours} more hours";
}
