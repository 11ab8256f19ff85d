using Shouldly;
using Slipway.Pricing;
using Xunit;

namespace Slipway.Tests.Pricing;

/// <summary>One number of the form of each country, and one that misses it by a digit.</summary>
public sealed class VatNumbersTests
{
    public static TheoryData<string, string> Numbers => new()
    {
        { "AT", "U00000000" }, { "BE", "0000000000" }, { "BE", "1000000000" }, { "BG", "000000000" }, { "BG", "0000000000" }, { "CY", "00000000X" },
        { "CZ", "00000000" }, { "CZ", "0000000000" }, { "DE", "000000000" }, { "DK", "00000000" }, { "EE", "000000000" }, { "EL", "000000000" },
        { "ES", "X0000000X" }, { "ES", "000000000" }, { "FI", "00000000" }, { "FR", "00000000000" }, { "FR", "XX000000000" }, { "HR", "00000000000" },
        { "HU", "00000000" }, { "IE", "0000000X" }, { "IE", "0+00000XX" }, { "IT", "00000000000" }, { "LT", "000000000" }, { "LT", "000000000000" },
        { "LU", "00000000" }, { "LV", "00000000000" }, { "MT", "00000000" }, { "NL", "000000000B00" }, { "PL", "0000000000" }, { "PT", "000000000" },
        { "RO", "00" }, { "RO", "0000000000" }, { "SE", "000000000000" }, { "SI", "00000000" }, { "SK", "0000000000" }, { "XI", "000000000" },
        { "XI", "000000000000" }, { "XI", "GD000" }, { "XI", "HA000" },
    };

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_number_of_the_form_of_its_country_is_taken(string country, string number)
    {
        VatNumbers.Check(country + number, country).Value.ShouldBe(country + number);
        VatNumbers.Check($"{country} {number}".ToLowerInvariant(), country.ToLowerInvariant()).Value.ShouldBe(country + number);
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void One_with_a_letter_more_is_refused(string country, string number)
    {
        var refused = VatNumbers.Check($"{country}{number}?", country).Failure.ShouldNotBeNull();

        refused.Code.ShouldBe("pricing.vat-number-invalid");
        refused.Message.ShouldBe($"vat_number: this is no VAT number of {country}; it begins with {country}. Leave it empty if you have none.");
        VatNumbers.Check($"?{country}{number}", country).Succeeded.ShouldBeFalse();
    }

    [Fact]
    public void How_it_is_grouped_does_not_matter() => VatNumbers.Check("nl 0000.00000-b 00", "NL").Value.ShouldBe("NL000000000B00");

    [Theory]
    [InlineData("")]
    [InlineData(" .-")]
    public void None_is_none_in_every_country(string none)
    {
        VatNumbers.Check(none, "NL").Value.ShouldBe("");
        VatNumbers.Check(none, "US").Value.ShouldBe("");
    }

    [Fact]
    public void Greece_writes_another_code_than_its_own()
    {
        VatNumbers.Check("EL000000000", "gr").Value.ShouldBe("EL000000000");
        VatNumbers.Check("GR000000000", "GR").Failure!.Message
            .ShouldBe("vat_number: this is no VAT number of GR; it begins with EL. Leave it empty if you have none.");
    }

    [Fact]
    public void A_number_of_another_country_is_refused() => VatNumbers.Check("DE000000000", "EE").Succeeded.ShouldBeFalse();

    [Fact]
    public void Countries_without_such_numbers_are_told_so()
    {
        var refused = VatNumbers.Check("US123", "US").Failure.ShouldNotBeNull();

        refused.Code.ShouldBe("pricing.vat-number-invalid");
        refused.Message.ShouldBe("vat_number: VAT numbers are known for countries of the European Union, not for 'US'. Leave it empty.");
    }
}
