using CsCheck;
using Shouldly;
using Xunit;

namespace Slipway.Tests;

public sealed class MoneyProperties
{
    private static readonly Gen<Money> Stored = Gen.Long[-1_000_000_000_000, 1_000_000_000_000].Select(parts => Money.FromStored(parts, Currency.Eur));

    [Fact]
    public void What_is_stored_comes_back() =>
        Stored.Sample(money => Money.FromStored(money.ToStored(), money.Currency).ShouldBe(money));

    [Fact]
    public void Adding_and_taking_away_is_nothing() => Gen.Select(Stored, Stored).Sample((one, other) =>
    {
        (one + other - other).ShouldBe(one);
        (one + other).ShouldBe(other + one);
        (one - one).IsZero.ShouldBeTrue();
        (-one + one).IsZero.ShouldBeTrue();
    });

    [Fact]
    public void Rounding_moves_by_half_a_cent_at_most_and_only_once() => Stored.Sample(money =>
    {
        var rounded = money.Round();
        Math.Abs(rounded.Amount - money.Amount).ShouldBeLessThanOrEqualTo(0.005m);
        rounded.Round().ShouldBe(rounded);
        decimal.Round(rounded.Amount, 2).ShouldBe(rounded.Amount);
        (-money).Round().ShouldBe(-rounded);
    });

    [Fact]
    public void Order_is_that_of_the_amounts() => Gen.Select(Stored, Stored).Sample((one, other) =>
    {
        (one < other).ShouldBe(one.Amount < other.Amount);
        (one >= other).ShouldBe(!(one < other));
        (one > other).ShouldBe(other < one);
    });

    [Fact]
    public void Two_currencies_never_meet()
    {
        var (euro, dollar) = (new Money(1, Currency.Eur), new Money(1, Currency.Usd));

        Should.Throw<InvalidOperationException>(() => euro + dollar);
        Should.Throw<InvalidOperationException>(() => euro - dollar);
        Should.Throw<InvalidOperationException>(() => euro < dollar);
        euro.ShouldNotBe(dollar);
    }

    [Theory]
    [InlineData(6.465, "6.47")]
    [InlineData(-6.465, "-6.47")]
    [InlineData(0, "0.00")]
    [InlineData(1234.5, "1234.50")]
    public void Text_has_two_decimals(double amount, string text) => new Money((decimal)amount, Currency.Eur).Round().ToText().ShouldBe(text);
}
