using Shouldly;
using Slipway.Accounts;
using Slipway.Billing;
using Slipway.Pricing;
using Xunit;

namespace Slipway.Tests.Billing;

/// <summary>What the law and the post office want to read on an invoice.</summary>
public sealed class BillToTests
{
    private static readonly Account Eva = new(new AccountId(1), "eva@example.org", "Eva", "Example", "Example B.V.", "NL", Currency.Eur, AutoPay: true, DateTimeOffset.UnixEpoch)
    {
        VatNumber = "NL123456789B01",
        Address = new PostalAddress("Street 1", "Floor 2", "Amsterdam", "Noord-Holland", "1000 AA"),
    };

    [Fact]
    public void A_company_is_billed_in_the_hands_of_a_person()
    {
        var company = BillTo.Of(Eva);

        (company.Name, company.Person, company.Country, company.VatNumber, company.Email).ShouldBe(("Example B.V.", "Eva Example", "NL", "NL123456789B01", "eva@example.org"));
        company.Lines.ShouldBe(["Street 1", "Floor 2", "1000 AA Amsterdam", "Noord-Holland"]);
        BillTo.Of(Eva with { FirstName = "" }).Person.ShouldBe("Example");
    }

    [Fact]
    public void A_private_person_stands_on_it_once()
    {
        var person = BillTo.Of(Eva with { Company = "" });

        (person.Name, person.Person).ShouldBe(("Eva Example", ""));
    }

    [Fact]
    public void What_is_not_known_of_an_address_leaves_no_line()
    {
        BillTo.Of(Eva with { Address = PostalAddress.None }).Lines.ShouldBeEmpty();
        BillTo.Of(Eva with { Address = PostalAddress.None with { City = "Amsterdam" } }).Lines.ShouldBe(["Amsterdam"]);
        BillTo.Of(Eva with { Address = PostalAddress.None with { Line1 = "Street 1", Postcode = "1000 AA" } }).Lines.ShouldBe(["Street 1", "1000 AA"]);
    }

    [Fact]
    public void Where_no_tax_is_asked_for_the_document_says_by_which_rule()
    {
        TaxNote.Of(Treatment(TaxRule.ReverseCharge)).ShouldBe("Reverse charge: VAT is to be accounted for by the recipient (Art. 196 Directive 2006/112/EC).");
        TaxNote.Of(Treatment(TaxRule.Export)).ShouldBe("No VAT: the place of supply is outside of the European Union (Art. 44, 58 and 59 Directive 2006/112/EC).");
        TaxNote.Of(Treatment(TaxRule.Domestic)).ShouldBeNull();
        TaxNote.Of(Treatment(TaxRule.Destination)).ShouldBeNull();
        TaxNote.Of(TaxTreatment.None).ShouldBeNull();
    }

    private static TaxTreatment Treatment(TaxRule rule) => new(rule, 0, Included: false, RemovedPercent: 0, "DE");
}
