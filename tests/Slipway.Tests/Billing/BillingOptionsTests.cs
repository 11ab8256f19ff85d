using Shouldly;
using Slipway.Billing;
using Xunit;

namespace Slipway.Tests.Billing;

public sealed class BillingOptionsTests
{
    private const string Prefixes = "Billing:InvoicePrefix and Billing:CreditNotePrefix must be two different texts of 1 to 20 characters.";
    private const string TopUps = "Billing:SmallestTopUp must be above 0, and Billing:LargestTopUp at least as much and at most 1000000.";

    private static readonly string Twenty = new('x', 20);

    [Fact]
    public void Nothing_has_to_be_set_and_nothing_is_made_up_about_the_seller()
    {
        new BillingOptions().Mistakes().ShouldBeEmpty();
        var seller = new BillingOptions().Seller;
        seller.Name.ShouldBe("Slipway");
        string.Concat([seller.VatNumber, seller.RegistrationNumber, seller.Email, seller.Web, .. seller.Address]).ShouldBeEmpty();
    }

    [Fact]
    public void Numbers_of_invoices_and_credit_notes_are_told_apart_by_what_they_begin_with()
    {
        new BillingOptions { InvoicePrefix = Twenty, CreditNotePrefix = "C" }.Mistakes().ShouldBeEmpty();
        new BillingOptions { InvoicePrefix = "I", CreditNotePrefix = Twenty }.Mistakes().ShouldBeEmpty();
        new BillingOptions { InvoicePrefix = "" }.Mistakes().ShouldBe([Prefixes]);
        new BillingOptions { CreditNotePrefix = "" }.Mistakes().ShouldBe([Prefixes]);
        new BillingOptions { InvoicePrefix = Twenty + "x" }.Mistakes().ShouldBe([Prefixes]);
        new BillingOptions { CreditNotePrefix = Twenty + "x" }.Mistakes().ShouldBe([Prefixes]);
        new BillingOptions { InvoicePrefix = "N-", CreditNotePrefix = "N-" }.Mistakes().ShouldBe([Prefixes]);
    }

    [Fact]
    public void There_is_time_to_pay()
    {
        new BillingOptions { PayWithin = TimeSpan.FromTicks(1) }.Mistakes().ShouldBeEmpty();
        new BillingOptions { PayWithin = TimeSpan.Zero }.Mistakes().ShouldBe(["Billing:PayWithin is 00:00:00; it must be a positive time such as 14.00:00:00."]);
        new BillingOptions { PayWithin = TimeSpan.FromDays(-1) }.Mistakes().ShouldBe(["Billing:PayWithin is -1.00:00:00; it must be a positive time such as 14.00:00:00."]);
    }

    [Theory]
    [InlineData(0.01, 0.01, true)]
    [InlineData(1, 1_000_000, true)]
    [InlineData(0, 10, false)]
    [InlineData(-1, 10, false)]
    [InlineData(10, 9.99, false)]
    [InlineData(1, 1_000_000.01, false)]
    public void A_top_up_has_a_least_and_a_most(decimal smallest, decimal largest, bool good) =>
        new BillingOptions { SmallestTopUp = smallest, LargestTopUp = largest }.Mistakes().ShouldBe(good ? [] : [TopUps]);
}
