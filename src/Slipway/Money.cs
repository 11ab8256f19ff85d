using System.Globalization;

namespace Slipway;

/// <summary>ISO 4217 code of a currency, upper case.</summary>
public readonly record struct Currency(string Code)
{
    public static readonly Currency Eur = new("EUR");
    public static readonly Currency Usd = new("USD");

    public override string ToString() => Code;
}

/// <summary>An amount in one currency. Amounts of two currencies never meet: that throws.</summary>
public readonly record struct Money(decimal Amount, Currency Currency) : IComparable<Money>
{
    /// <summary>The database keeps money as a whole number of this many parts of the unit.</summary>
    public const decimal StoredParts = 10_000m;

    public bool IsZero => Amount == 0;

    public bool IsNegative => Amount < 0;

    public static Money Zero(Currency currency) => new(0, currency);

    public static Money FromStored(long parts, Currency currency) => new(parts / StoredParts, currency);

    public long ToStored() => decimal.ToInt64(Amount * StoredParts);

    /// <summary>The one place where money is rounded: to the cent, half away from zero, as invoices are.</summary>
    public Money Round() => this with { Amount = Math.Round(Amount, 2, MidpointRounding.AwayFromZero) };

    public int CompareTo(Money other) => Amount.CompareTo(Same(other).Amount);

    /// <summary>The smaller of two.</summary>
    public static Money Min(Money left, Money right) => left < right ? left : right;

    /// <summary>The larger of two.</summary>
    public static Money Max(Money left, Money right) => left < right ? right : left;

    /// <summary>Two decimals and the code: <c>6.47 EUR</c>.</summary>
    public override string ToString() => $"{ToText()} {Currency}";

    /// <summary>Two decimals, no code: <c>6.47</c>.</summary>
    public string ToText() => Amount.ToString("0.00", CultureInfo.InvariantCulture);

    public static Money operator +(Money left, Money right) => left with { Amount = left.Amount + left.Same(right).Amount };

    public static Money operator -(Money left, Money right) => left with { Amount = left.Amount - left.Same(right).Amount };

    public static Money operator -(Money money) => money with { Amount = -money.Amount };

    public static Money operator *(Money money, decimal factor) => money with { Amount = money.Amount * factor };

    public static bool operator <(Money left, Money right) => left.CompareTo(right) < 0;

    public static bool operator >(Money left, Money right) => left.CompareTo(right) > 0;

    public static bool operator <=(Money left, Money right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Money left, Money right) => left.CompareTo(right) >= 0;

    private Money Same(Money other) => other.Currency == Currency
        ? other
        : throw new InvalidOperationException($"{Currency} and {other.Currency} do not mix");
}
