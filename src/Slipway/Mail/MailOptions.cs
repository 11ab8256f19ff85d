namespace Slipway.Mail;

/// <summary>Section <c>Mail</c>: where mails go. With neither a host nor a pickup folder they lie in <c>mail</c> under the data folder.</summary>
public sealed class MailOptions
{
    /// <summary>Folder that receives each mail as an .eml file instead of SMTP.</summary>
    public string? Pickup { get; set; }

    /// <summary>SMTP server.</summary>
    public string? Host { get; set; }

    public int Port { get; set; } = 25;

    /// <summary>auto, none, starttls or tls.</summary>
    public string Security { get; set; } = "auto";

    public string? User { get; set; }

    public string? Password { get; set; }

    public string From { get; set; } = "Slipway <noreply@slipway.invalid>";

    /// <summary>Every mistake, each with its setting.</summary>
    public IEnumerable<string> Mistakes()
    {
        if (Port is < 1 or > 65535)
        {
            yield return $"Mail:Port is {Port}; allowed are 1 to 65535.";
        }

        if (!MimeKit.MailboxAddress.TryParse(From, out _))
        {
            yield return $"Mail:From '{From}' is no mail address.";
        }

        if (Security is not ("auto" or "none" or "starttls" or "tls"))
        {
            yield return $"Mail:Security is '{Security}'; allowed are auto, none, starttls, tls.";
        }

        if (Password is not null && User is null)
        {
            yield return "Mail:Password is set without Mail:User.";
        }
    }
}
