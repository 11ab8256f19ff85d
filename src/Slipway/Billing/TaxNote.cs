using Slipway.Pricing;

namespace Slipway.Billing;

/// <summary>The sentence that the law asks for on a document that bears no tax.</summary>
public static class TaxNote
{
    /// <summary>Null where there is nothing to explain.</summary>
    public static string? Of(TaxTreatment treatment) => treatment.Rule switch
    {
        TaxRule.ReverseCharge => "Reverse charge: VAT is to be accounted for by the recipient (Art. 196 Directive 2006/112/EC).",
        TaxRule.Export => "No VAT: the place of supply is outside of the European Union (Art. 44, 58 and 59 Directive 2006/112/EC).",
        TaxRule.None or TaxRule.Domestic or TaxRule.Destination => null,
    };
}
