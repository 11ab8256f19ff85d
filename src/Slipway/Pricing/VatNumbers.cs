using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Slipway.Pricing;

/// <summary>
/// The written form of VAT numbers of the European Union (European Commission, VIES: structure of VAT numbers). Whether a number is
/// in use only the tax office knows.
/// </summary>
public static partial class VatNumbers
{
    // After the two letters of the country; Greece writes EL.
    private static readonly FrozenDictionary<string, string> Forms = new Dictionary<string, string>
    {
        ["AT"] = "U[0-9]{8}",
        ["BE"] = "[01][0-9]{9}",
        ["BG"] = "[0-9]{9,10}",
        ["CY"] = "[0-9]{8}[A-Z]",
        ["CZ"] = "[0-9]{8,10}",
        ["DE"] = "[0-9]{9}",
        ["DK"] = "[0-9]{8}",
        ["EE"] = "[0-9]{9}",
        ["EL"] = "[0-9]{9}",
        ["ES"] = "[A-Z0-9][0-9]{7}[A-Z0-9]",
        ["FI"] = "[0-9]{8}",
        ["FR"] = "[A-HJ-NP-Z0-9]{2}[0-9]{9}",
        ["HR"] = "[0-9]{11}",
        ["HU"] = "[0-9]{8}",
        ["IE"] = "[0-9][A-Z0-9+*][0-9]{5}[A-Z]{1,2}",
        ["IT"] = "[0-9]{11}",
        ["LT"] = "([0-9]{9}|[0-9]{12})",
        ["LU"] = "[0-9]{8}",
        ["LV"] = "[0-9]{11}",
        ["MT"] = "[0-9]{8}",
        ["NL"] = "[A-Z0-9+*]{10}[0-9]{2}",
        ["PL"] = "[0-9]{10}",
        ["PT"] = "[0-9]{9}",
        ["RO"] = "[0-9]{2,10}",
        ["SE"] = "[0-9]{12}",
        ["SI"] = "[0-9]{8}",
        ["SK"] = "[0-9]{10}",
        ["XI"] = "([0-9]{9}|[0-9]{12}|GD[0-9]{3}|HA[0-9]{3})",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The number without spaces, dots and dashes in capitals; empty stays empty. Refused when it is not of the country's form.</summary>
    public static Result<string> Check(string number, string country)
    {
        var bare = Separators().Replace(number, "").ToUpperInvariant();
        if (bare.Length == 0)
        {
            return "";
        }

        var prefix = country.ToUpperInvariant() switch { "GR" => "EL", var code => code };
        return Forms.TryGetValue(prefix, out var form) && Regex.IsMatch(bare, $"^{prefix}{form}$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1))
            ? bare
            : new Failure(FailureKind.Invalid, "pricing.vat-number-invalid",
                Forms.ContainsKey(prefix)
                    ? $"vat_number: this is no VAT number of {country}; it begins with {prefix}. Leave it empty if you have none."
                    : $"vat_number: VAT numbers are known for countries of the European Union, not for '{country}'. Leave it empty.");
    }

    [GeneratedRegex("[ .-]")]
    private static partial Regex Separators();
}
