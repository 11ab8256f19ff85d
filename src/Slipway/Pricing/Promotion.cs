namespace Slipway.Pricing;

/// <summary>What a code takes off: a percentage or an amount, of the first period or of every one.</summary>
/// <param name="Percent">1 to 100, or null.</param>
/// <param name="Amount">In one currency, or null.</param>
/// <param name="MostUses">How often it can be used in all; null is without end.</param>
/// <param name="Uses">How often it has been used.</param>
public sealed record Promotion(
    string Code, int? Percent, Money? Amount, bool Forever, int? MostUses = null, int? MostUsesPerAccount = null, DateTimeOffset? From = null, DateTimeOffset? Until = null, int Uses = 0)
{
    /// <summary>May be used now, by an account that used it so often already, for an order in this currency?</summary>
    public Failure? Check(DateTimeOffset now, int usesOfAccount, Currency currency) =>
        now < From ? Refused("is not valid yet")
        : now >= Until ? Refused("has expired")
        : Uses >= MostUses ? Refused("has been used up")
        : usesOfAccount >= MostUsesPerAccount ? Refused($"has been used {usesOfAccount} times on this account, which is all that is allowed")
        : Amount is { } amount && amount.Currency != currency ? Refused($"is for {amount.Currency}, and this account is billed in {currency}")
        : null;

    /// <summary>What it takes off a sum: never more than the sum.</summary>
    public Money Off(Money sum) => Money.Min(Amount ?? (sum * ((Percent ?? 0) / 100m)).Round(), sum);

    private Failure Refused(string why) => new(FailureKind.Invalid, "pricing.promotion-refused", $"promocode: {Code} {why}; leave it out or give another one.");
}
