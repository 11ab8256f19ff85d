using Slipway.Billing.Documents;

namespace Slipway.Tests.Billing.Documents;

/// <summary>The document in the picture of docs/guides/invoices.md.</summary>
internal static class SampleInvoice
{
    public static readonly Party Seller = new(
        "Example Hosting B.V.", ["Keizersgracht 1", "1015 CJ Amsterdam", "Netherlands"],
        "NL000000000B00", "KvK 00000000", "billing@hosting.example", "https://hosting.example");

    public static readonly Party Buyer = new(
        "Müller & Söhne GmbH / Иван Петров", ["Königstraße 12", "70173 Stuttgart", "Germany"], "DE000000000");

    public static InvoiceDocument Unpaid { get; } = new(
        DocumentKind.Invoice,
        "2026-000123",
        Seller,
        Buyer,
        new DateOnly(2026, 11, 25),
        [
            new("Virtual server vm.mini, Amsterdam (NL), 1 month", Eur(14.90m)),
            new("Traffic plan 10 TB at 1 Gbit/s", Eur(5.00m)),
            new("WordPress on Debian 12, installed and updated, with a description that is long enough to go on in a second line of the table", Eur(3.50m)),
            new("2 additional IPv4 addresses", Eur(4.00m)),
            new("Discount for a year of custom", Eur(-2.40m)),
        ],
        Eur(25.00m),
        Eur(30.25m))
    {
        Stamp = "UNPAID",
        Due = new DateOnly(2026, 12, 9),
        Service = "shop.example.org (server 70202)",
        Period = "2026-11-25 to 2026-12-24",
        Taxes = [new(21, Eur(25.00m), Eur(5.25m))],
        AmountPaid = Eur(10.00m),
        Balance = Eur(20.25m),
        Payments = [new(new DateOnly(2026, 11, 25), "Credit balance", Eur(10.00m))],
        HowToPay = new(["Example Hosting B.V.", "IBAN NL00 EXAM 0000 0000 00, BIC EXAMNL2A"], "2026-000123", "https://my.hosting.example/invoices/60412/pay"),
        Note = "Thank you for your order. Questions about this invoice: billing@hosting.example",
    };

    public static Money Eur(decimal amount) => new(amount, Currency.Eur);
}
