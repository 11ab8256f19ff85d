using Slipway.Mail;

namespace Slipway.Orders.Mails;

/// <summary>A reinstallation came to nothing, told to whoever wanted to be told.</summary>
/// <param name="Erased">What was there before is gone.</param>
public sealed record ReinstallFailed(string Hostname, int ServerId, string Os, string Reason, bool Erased, string AsyncKey) : Letter
{
    public override string Subject => $"Your server {Hostname} could not be reinstalled";
}
