namespace Slipway.Accounts;

/// <summary>Section <c>Accounts</c>.</summary>
public sealed class AccountOptions
{
    /// <summary>May a key's webhook lead to private and loopback addresses?</summary>
    public bool AllowPrivateWebhooks { get; set; }
}
