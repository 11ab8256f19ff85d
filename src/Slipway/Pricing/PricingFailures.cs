using Slipway.Catalog;

namespace Slipway.Pricing;

/// <summary>The refusals of pricing.</summary>
public static class PricingFailures
{
    /// <summary>Clients match on this text, so it does not name the allowed spellings; the facts do.</summary>
    public static Failure PeriodInvalid(string asked) => new(
        FailureKind.Invalid,
        "pricing.period-invalid",
        "Invalid deploy_period",
        new InvalidPeriod(asked, [.. Period.All.Select(period => period.Name)]));

    public static Failure CurrencyUnavailable(string what, string location, Currency currency, PriceList prices) => new(
        FailureKind.Invalid,
        "pricing.currency-unavailable",
        $"{what} has no price in {currency} in {location}. Currencies: {string.Join(", ", prices.In(location).Select(price => price.Currency.Code))}.");

    public static Failure NotSold(string what, string location) => new(
        FailureKind.Invalid,
        "pricing.not-sold",
        $"{what} is not sold in {location}.");

    public static Failure PromotionNotByTheHour(string code) => new(
        FailureKind.Invalid, "pricing.promotion-not-hourly", $"promocode: {code} takes an amount off a period and is not for servers by the hour; leave it out.");

    public static Failure Ipv4AmountInvalid(int asked) => new(
        FailureKind.Invalid,
        "pricing.ipv4-amount-invalid",
        $"{asked} additional IPv4 addresses cannot be ordered: 0 to {QuoteRequest.MostExtraIpv4} can.");
}

public sealed record InvalidPeriod(string Asked, IReadOnlyList<string> Allowed);
