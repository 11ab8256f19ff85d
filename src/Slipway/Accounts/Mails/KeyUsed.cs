using Slipway.Mail;

namespace Slipway.Accounts.Mails;

/// <summary>Somebody logged in with an API key whose owner wants to know.</summary>
/// <param name="Time">UTC.</param>
public sealed record KeyUsed(string Name, int Key, string Ip, string Time) : Letter
{
    public override string Subject => $"Login with the API key {Name}";
}
