namespace Slipway.Billing.Gateways;

/// <summary>Section <c>Billing</c>, the part about payment gateways. One that is not set up is not offered.</summary>
public sealed class GatewayOptions
{
    public BankTransferOptions BankTransfer { get; set; } = new();

    public CardOptions Card { get; set; } = new();

    public IEnumerable<string> Mistakes() => [.. BankTransfer.Mistakes(), .. Card.Mistakes()];
}

/// <summary>Section <c>Billing:BankTransfer</c>: the account that customers transfer to.</summary>
public sealed class BankTransferOptions
{
    public string Holder { get; set; } = "";

    /// <summary>Empty: bank transfer is not offered.</summary>
    public string Iban { get; set; } = "";

    public string Bic { get; set; } = "";

    /// <summary>Name of the bank.</summary>
    public string Bank { get; set; } = "";

    public IEnumerable<string> Mistakes()
    {
        if (Iban.Length == 0)
        {
            yield break;
        }

        if (!IsIban(Iban))
        {
            yield return $"Billing:BankTransfer:Iban '{Iban}' is no IBAN: its check digits do not fit.";
        }

        if (Holder.Length == 0)
        {
            yield return "Billing:BankTransfer:Holder is missing; a transfer needs the name of the account's holder.";
        }
    }

    /// <summary>ISO 13616: the first four characters behind the rest, letters as 10 to 35, and all of it is 1 modulo 97.</summary>
    private static bool IsIban(string text)
    {
        var plain = text.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        if (plain.Length is < 15 or > 34 || !plain.All(char.IsAsciiLetterOrDigit))
        {
            return false;
        }

        var rest = 0;
        foreach (var letter in plain[4..] + plain[..4])
        {
            rest = char.IsAsciiDigit(letter) ? ((rest * 10) + letter - '0') % 97 : ((rest * 100) + letter - 'A' + 10) % 97;
        }

        return rest == 1;
    }
}

/// <summary>Section <c>Billing:Card</c>: an account at Stripe, or at whoever speaks the protocol of Stripe Checkout.</summary>
public sealed class CardOptions
{
    public string ApiBase { get; set; } = "https://api.stripe.com";

    /// <summary>Empty: cards are not offered.</summary>
    public string SecretKey { get; set; } = "";

    /// <summary>Signing secrets of the endpoint that events are sent to; two while one replaces the other.</summary>
    public IList<string> WebhookSecrets { get; set; } = [];

    /// <summary>Where the customer is sent after paying; <c>{INVOICE}</c> becomes the invoice's number.</summary>
    public string SuccessUrl { get; set; } = "";

    /// <summary>Where the customer is sent when he turns back.</summary>
    public string CancelUrl { get; set; } = "";

    public IEnumerable<string> Mistakes()
    {
        if (SecretKey.Length == 0)
        {
            yield break;
        }

        // The secret key travels there.
        if (!Uri.TryCreate(ApiBase, UriKind.Absolute, out var address) || (address.Scheme != "https" && !(address.Scheme == "http" && address.IsLoopback)))
        {
            yield return $"Billing:Card:ApiBase '{ApiBase}' must be an https:// address.";
        }

        if (WebhookSecrets.Count == 0 || WebhookSecrets.Any(string.IsNullOrWhiteSpace))
        {
            yield return "Billing:Card:WebhookSecrets is missing; without the endpoint's signing secret no payment is ever heard of.";
        }

        foreach (var (name, url) in new[] { ("SuccessUrl", SuccessUrl), ("CancelUrl", CancelUrl) })
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("https" or "http"))
            {
                yield return $"Billing:Card:{name} '{url}' must be an https:// address.";
            }
        }
    }
}
