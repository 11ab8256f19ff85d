using Shouldly;
using Slipway.Billing.Gateways;
using Xunit;

namespace Slipway.Conformance.Gateways;

public sealed class BankTransferSuite : GatewaySuite
{
    protected override string Gateway => "banktransfer";

    protected override IReadOnlyList<(string Name, string? Value)> Settings { get; } =
    [
        ("Billing:BankTransfer:Holder", "Example Hosting B.V."), ("Billing:BankTransfer:Iban", "NL91ABNA0417164300"), ("Billing:BankTransfer:Bic", "ABNANL2A"), ("Billing:BankTransfer:Bank", "ABN AMRO"),
    ];

    protected override async Task<Failure?> TellPaidAsync(PaymentStart payment, Money amount, string words) =>
        (await Business.Get<ConfirmTransfer>().RunAsync(payment.Reference, amount, words, Token)).Failure;

    [Fact]
    public async Task The_customer_is_told_all_that_a_transfer_needs()
    {
        var (customer, invoice) = await GivenInvoiceAsync();

        var payment = (await Payments.StartAsync(customer.Caller, invoice.Id, Gateway, Token)).Value;

        payment.Url.ShouldBeNull();
        payment.Instructions.ShouldBe(
            ["Account holder: Example Hosting B.V.", "IBAN: NL91ABNA0417164300", "BIC: ABNANL2A", "Bank: ABN AMRO", $"Reference: {payment.Reference}", "Amount: 10.00 EUR"]);
    }

    [Fact]
    public async Task After_a_part_has_come_the_rest_is_asked_under_the_same_reference()
    {
        var (customer, invoice) = await GivenInvoiceAsync();
        var payment = (await Payments.StartAsync(customer.Caller, invoice.Id, Gateway, Token)).Value;

        (await TellPaidAsync(payment, new Money(4, Currency.Eur), "part")).ShouldBeNull();

        var rest = (await Payments.StartAsync(customer.Caller, invoice.Id, Gateway, Token)).Value;
        rest.Reference.ShouldBe(payment.Reference);
        rest.Instructions.ShouldContain("Amount: 6.00 EUR");
    }
}
