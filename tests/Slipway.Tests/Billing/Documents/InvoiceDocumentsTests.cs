using Shouldly;
using Slipway.Billing;
using Slipway.Billing.Documents;
using Slipway.Mail;
using Slipway.Orders;
using Slipway.Testing;
using Slipway.Testing.Databases;
using Xunit;

namespace Slipway.Tests.Billing.Documents;

/// <summary>What stands on the documents that the books are printed as.</summary>
public sealed class InvoiceDocumentsTests : IAsyncLifetime
{
    private static readonly (string, string?)[] Provider =
    [
        ("Tax:Home", "NL"), ("Tax:Rates:NL", "21"), ("Tax:Rates:DE", "19"), ("Billing:Seller:Name", "Example Hosting B.V."), ("Billing:Seller:VatNumber", "NL123456789B01"),
        ("Billing:BankTransfer:Holder", "Example Hosting B.V."), ("Billing:BankTransfer:Iban", "NL91ABNA0417164300"),
    ];

    private TestDatabase _database = null!;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task A_proforma_invoice_says_how_to_pay()
    {
        await using var business = await BusinessAsync();
        var customer = await Customer.OpenAsync(business.Services, 50, autoPay: false);
        var placed = (await business.OrderAsync(customer)).Value;

        var file = (await business.Get<InvoiceDocuments>().OfInvoiceAsync(customer.Caller, placed.InvoiceId, Ending)).Value;

        file.FileName.ShouldBe($"proforma-{placed.InvoiceId}.pdf");
        PrintedDocument.Read(file.Content).ShouldSay("UNPAID", "Example Hosting B.V.", "Example B.V.", "IBAN NL91ABNA0417164300", $"P-{placed.InvoiceId}");
    }

    [Fact]
    public async Task An_invoice_under_reverse_charge_says_so_and_its_credit_note_too()
    {
        await using var business = await BusinessAsync();
        var customer = await Customer.OpenAsync(business.Services, 50, autoPay: true, country: "DE", vatNumber: "DE123456789");
        var placed = (await business.OrderAsync(customer)).Value;
        await business.AdvanceToRestAsync(placed.Callback!.Value);
        business.Clock.Advance(TimeSpan.FromDays(10));
        (await business.Get<RequestCancellation>().RunAsync(customer.Caller, placed.ServerId, true, "", Ending)).Succeeded.ShouldBeTrue();
        var details = (await business.Get<InvoiceQueries>().FindAsync(customer.Caller, placed.InvoiceId, Ending)).Value;
        var note = details.CreditNotes.Single();

        var invoice = (await FindAsync(business, $"invoice:{placed.InvoiceId}"))!;
        var credit = (await FindAsync(business, $"credit-note:{note.Id}"))!;

        invoice.FileName.ShouldBe($"invoice-{details.Invoice.Number}.pdf");
        invoice.ContentType.ShouldBe("application/pdf");
        string.Join(' ', PrintedDocument.Read(invoice.Content).Texts).ShouldContain("Reverse charge");
        PrintedDocument.Read(invoice.Content).ShouldSay("PAID", "Credit balance");
        credit.FileName.ShouldBe($"credit-note-{note.Number}.pdf");
        string.Join(' ', PrintedDocument.Read(credit.Content).Texts).ShouldContain("Reverse charge");
        PrintedDocument.Read(credit.Content).ShouldSay(note.Total.ToString());
        // The same facts are the same document.
        (await FindAsync(business, $"invoice:{placed.InvoiceId}"))!.Content.ShouldBe(invoice.Content);
    }

    [Fact]
    public async Task Where_prices_contain_the_tax_the_lines_add_up_to_the_net()
    {
        await using var business = await BusinessAsync(("Tax:PricesIncludeTax", "true"));
        var customer = await Customer.OpenAsync(business.Services, 50, autoPay: true);
        var placed = (await business.OrderAsync(customer, Business.AnOrder() with { ExtraIpv4 = 3 })).Value;
        var details = (await business.Get<InvoiceQueries>().FindAsync(customer.Caller, placed.InvoiceId, Ending)).Value;
        details.Invoice.Total.ToText().ShouldBe("9.10");

        var file = (await business.Get<InvoiceDocuments>().OfInvoiceAsync(customer.Caller, placed.InvoiceId, Ending)).Value;

        // 9.10 with 21 %: 7.52 and 1.58. 3.10 is 2.56 without, 6.00 is 4.96.
        PrintedDocument.Read(file.Content).ShouldSay("2.56", "4.96", "7.52 EUR", "1.58 EUR", "9.10 EUR");
    }

    [Fact]
    public async Task Hours_that_still_run_up_stand_on_a_draft_with_what_they_cost_so_far()
    {
        await using var business = await BusinessAsync();
        var customer = await Customer.OpenAsync(business.Services, 50, autoPay: false, prepaid: true);
        var placed = (await business.OrderAsync(customer, Business.AnOrder() with { Period = "hourly" })).Value;
        await business.AdvanceToRestAsync(placed.Callback!.Value);
        business.Clock.Advance(TimeSpan.FromHours(5));
        await business.Get<RenewalCycle>().PassAsync(Ending);

        var draft = (await business.Get<InvoiceQueries>().ListAsync(customer.Caller, Ending)).Value.Single(invoice => invoice.Purpose == InvoicePurpose.Usage);
        var details = (await business.Get<InvoiceQueries>().FindAsync(customer.Caller, draft.Id, Ending)).Value;

        draft.State.ShouldBe(InvoiceState.Draft);
        draft.Balance.IsZero.ShouldBeTrue("nothing is to be paid by anybody");
        details.Lines.Single().Amount.ShouldBe(draft.Net);
        draft.Net.Amount.ShouldBeGreaterThan(0);
        var file = (await business.Get<InvoiceDocuments>().OfInvoiceAsync(customer.Caller, draft.Id, Ending)).Value;
        PrintedDocument.Read(file.Content).ShouldSay("DRAFT", draft.Total.ToString(), "Credit balance, by the hour");
    }

    [Fact]
    public async Task A_stranger_gets_no_document_and_an_unknown_reference_is_nobodys()
    {
        await using var business = await BusinessAsync();
        var customer = await Customer.OpenAsync(business.Services, 50, autoPay: false);
        var stranger = await Customer.OpenAsync(business.Services, 50, autoPay: false);
        var placed = (await business.OrderAsync(customer)).Value;

        (await business.Get<InvoiceDocuments>().OfInvoiceAsync(stranger.Caller, placed.InvoiceId, Ending)).Failure!.Code.ShouldBe("billing.invoice-unknown");
        (await FindAsync(business, "invoice:999999")).ShouldBeNull();
        (await FindAsync(business, "credit-note:999999")).ShouldBeNull();
        (await FindAsync(business, "contract:1")).ShouldBeNull();
        (await FindAsync(business, "invoice:-1")).ShouldBeNull();
    }

    private static Task<MailAttachment?> FindAsync(Business business, string reference) => business.Get<IAttachmentSource>().FindAsync(reference, Ending);

    private async Task<Business> BusinessAsync(params (string, string?)[] more)
    {
        var business = await Business.OnAsync(_database, settings: [.. Provider, .. more]);
        await business.GivenStockAsync();
        return business;
    }
}
