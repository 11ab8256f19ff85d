namespace Slipway.Pricing;

/// <summary>
/// Section <c>Tax</c>: where the provider is taxed and at which rates. Without rates nothing is taxed. The rules are those of
/// the European Union for services sold electronically: a customer at home pays the rate of home, a private person in
/// another country of the list pays the rate of that country, a business there that gives a VAT number accounts for the tax
/// itself, and whoever is in no country of the list pays none.
/// </summary>
public sealed class TaxRates
{
    /// <summary>Two letters: the country in which the provider is taxed.</summary>
    public string Home { get; set; } = "";

    /// <summary>Percent by country, such as <c>NL: 21</c>.</summary>
    public Dictionary<string, decimal> Rates { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Prices of the catalog contain the tax; otherwise it comes on top.</summary>
    public bool PricesIncludeTax { get; set; }

    /// <summary>Rates that stand in the settings and are no numbers: the binder leaves them out, and nobody must go untaxed for a comma.</summary>
    public IList<string> Unreadable { get; } = [];

    public TaxTreatment For(TaxPayer payer)
    {
        if (Rates.Count == 0)
        {
            return TaxTreatment.None;
        }

        // Who does not say where he is, is taxed as if he were at home.
        var country = payer.Country.Length == 0 ? Home : payer.Country;
        var home = RateOf(Home) ?? 0;
        if (Is(country, Home))
        {
            return new(TaxRule.Domestic, home, PricesIncludeTax, 0, Home.ToUpperInvariant());
        }

        return RateOf(country) is not { } rate ? new(TaxRule.Export, 0, PricesIncludeTax, home, country.ToUpperInvariant())
            : payer.VatNumber.Length > 0 ? new(TaxRule.ReverseCharge, 0, PricesIncludeTax, home, country.ToUpperInvariant())
            : new(TaxRule.Destination, rate, PricesIncludeTax, 0, country.ToUpperInvariant());
    }

    public IEnumerable<string> Mistakes()
    {
        foreach (var unreadable in Unreadable)
        {
            yield return $"{unreadable} is no number; write it such as 19 or 19.6.";
        }

        if (Rates.Count == 0 && Home.Length > 0)
        {
            yield return $"Tax:Home is '{Home}' and there are no rates; give Tax:Rates as well, or leave both out to tax nobody.";
        }

        foreach (var (country, rate) in Rates)
        {
            if (country.Length != 2 || !country.All(char.IsAsciiLetter) || rate is < 0 or > 100 || decimal.Round(rate, 2) != rate)
            {
                yield return $"Tax:Rates:{country} is {rate}; a rate stands under a country's two letters and is 0 to 100 percent with at most two decimals.";
            }
        }

        if (Rates.Count > 0 && RateOf(Home) is null)
        {
            yield return $"Tax:Home is '{Home}'; with rates it must be one of the countries that have one: {string.Join(", ", Rates.Keys)}.";
        }
    }

    private decimal? RateOf(string country)
    {
        // The binder may have made a dictionary that tells nl from NL.
        foreach (var (code, rate) in Rates)
        {
            if (Is(code, country))
            {
                return rate;
            }
        }

        return null;
    }

    private static bool Is(string country, string other) => country.Equals(other, StringComparison.OrdinalIgnoreCase);
}

/// <param name="Country">Two letters; empty when it is not known.</param>
/// <param name="VatNumber">Checked by <see cref="VatNumbers"/>; empty for a private person.</param>
public sealed record TaxPayer(string Country, string VatNumber);

public enum TaxRule
{
    /// <summary>The provider collects no tax.</summary>
    None,

    /// <summary>The rate of the provider's country.</summary>
    Domestic,

    /// <summary>The rate of the customer's country.</summary>
    Destination,

    /// <summary>The customer, a business, accounts for the tax.</summary>
    ReverseCharge,

    /// <summary>Outside the countries in which tax is collected.</summary>
    Export,
}

/// <summary>How a customer is taxed.</summary>
/// <param name="Percent">The rate.</param>
/// <param name="Included">Prices contain the tax.</param>
/// <param name="RemovedPercent">Rate contained in prices that this customer does not owe.</param>
/// <param name="Country">Whose tax it is.</param>
public sealed record TaxTreatment(TaxRule Rule, decimal Percent, bool Included, decimal RemovedPercent, string Country)
{
    public static readonly TaxTreatment None = new(TaxRule.None, 0, false, 0, "");

    /// <summary>A price of the catalog as it stands on this customer's invoice.</summary>
    public Money Line(Money price) => Included && RemovedPercent > 0 ? (price * (100 / (100 + RemovedPercent))).Round() : price;

    /// <summary>The same of a total that was paid bit by bit, each with its tax: the tax of the whole is the part that is contained.</summary>
    public TaxedSum Inside(Money total) => (this with { Included = true, RemovedPercent = 0 }).Of(total);

    /// <summary>Net, tax and total of an invoice whose lines sum to <paramref name="lines"/>. Tax is rounded once, on the sum.</summary>
    public TaxedSum Of(Money lines)
    {
        if (Included)
        {
            var contained = (lines * (Percent / (100 + Percent))).Round();
            return new(lines - contained, contained);
        }

        return new(lines, (lines * (Percent / 100)).Round());
    }
}

public sealed record TaxedSum(Money Net, Money Tax)
{
    public Money Total => Net + Tax;
}
