using Slipway.Mail;

namespace Slipway.Accounts.Mails;

/// <summary>The link by which a password is set. Whoever has it, has the account; it is told nowhere else.</summary>
public sealed record PasswordReset(string Link, int Minutes) : Letter
{
    public override string Subject => "Set a new password";
}
