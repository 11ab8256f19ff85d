using Shouldly;
using Slipway.Billing;
using Slipway.Storage;
using Slipway.Testing;
using Slipway.Testing.Databases;
using Xunit;

namespace Slipway.Tests.Billing;

/// <summary>Giving back what was earned: credit notes, and the tax in them.</summary>
public abstract class RefundStoreTests(StoreFixture store)
{
    private readonly InvoiceScene _scene = new(store.Business);

    [Fact]
    public async Task Each_part_gives_back_its_tax_and_all_parts_are_the_invoice_to_the_cent()
    {
        var customer = await _scene.GivenCustomerAsync(20);
        var invoice = await _scene.GivenPaidAsync(customer, 10, InvoiceScene.Dutch);
        (await _scene.CreditAsync(customer)).ShouldBe(7.90m);

        var first = (await _scene.RefundAsync(invoice.Id, 4, " slow disks ")).Value;
        var second = (await _scene.RefundAsync(invoice.Id, 4, "slow network")).Value;
        (await _scene.InvoiceAsync(invoice.Id)).State.ShouldBe(InvoiceState.Paid);
        (await _scene.BookAsync(customer, Book.Revenue)).ShouldBe(3.38m);
        (await _scene.BookAsync(customer, Book.Tax("NL"))).ShouldBe(0.72m);
        var rest = (await _scene.RefundAsync(invoice.Id, null, "not to be used")).Value;

        // 21 of 121 are tax: of 4.00 that is 0.69.
        new[] { first, second, rest }.Select(note => (note.Net.ToText(), note.Tax.ToText())).ShouldBe([("3.31", "0.69"), ("3.31", "0.69"), ("3.38", "0.72")]);
        var numbers = new[] { first, second, rest }.Select(note => note.Number).ToList();
        numbers.ShouldAllBe(number => number.StartsWith("CN-2026-", StringComparison.Ordinal));
        numbers.Select(number => int.Parse(number[8..], System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(Enumerable.Range(int.Parse(first.Number[8..], System.Globalization.CultureInfo.InvariantCulture), 3), "no number is left out");
        var after = await _scene.InvoiceAsync(invoice.Id);
        after.State.ShouldBe(InvoiceState.Refunded);
        after.Refunded.ShouldBe(invoice.Total);
        after.Balance.IsZero.ShouldBeTrue("what was given back is not wanted again");
        (await _scene.CreditAsync(customer)).ShouldBe(20);
        (await _scene.BookAsync(customer, Book.Revenue)).ShouldBe(0);
        (await _scene.BookAsync(customer, Book.Tax("NL"))).ShouldBe(0);
        (await _scene.HistoryAsync(customer)).Take(3).ShouldBe([("refund", "not to be used", 4.10m), ("refund", "slow network", 4), ("refund", "slow disks", 4)]);
        (await _scene.WrongEntriesAsync()).ShouldBeEmpty();
    }

    [Theory]
    // Each cent's tax is rounded down: at the end only tax would be left.
    [InlineData(0.01)]
    [InlineData(0.02)]
    // Each part's tax is rounded up: more tax would be given back than there was.
    [InlineData(0.03)]
    [InlineData(0.04)]
    [InlineData(0.05)]
    public async Task However_small_the_parts_are_no_note_is_negative_and_nothing_is_left(decimal part)
    {
        var customer = await _scene.GivenCustomerAsync(1);
        var invoice = await _scene.GivenPaidAsync(customer, 0.10m, InvoiceScene.Dutch);
        invoice.Tax.ToText().ShouldBe("0.02");

        var notes = new List<CreditNote>();
        for (var left = invoice.Total.Amount; left > 0; left -= part)
        {
            notes.Add((await _scene.RefundAsync(invoice.Id, Math.Min(part, left))).Value);
        }

        notes.ShouldAllBe(note => note.Net.Amount >= 0 && note.Tax.Amount >= 0);
        notes.Sum(note => note.Net.Amount).ShouldBe(invoice.Net.Amount);
        notes.Sum(note => note.Tax.Amount).ShouldBe(invoice.Tax.Amount);
        (await _scene.CreditAsync(customer)).ShouldBe(1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1.001)]
    [InlineData(8.11)]
    public async Task An_amount_that_cannot_be_given_back_is_refused_with_what_is_left(decimal amount)
    {
        var customer = await _scene.GivenCustomerAsync(20);
        var invoice = await _scene.GivenPaidAsync(customer, 10, InvoiceScene.Dutch);
        (await _scene.RefundAsync(invoice.Id, 4)).Succeeded.ShouldBeTrue();

        var refused = (await _scene.RefundAsync(invoice.Id, amount)).Failure.ShouldNotBeNull();

        refused.Code.ShouldBe("billing.amount-invalid");
        refused.Message.ShouldBe("amount: give more than 0 and at most 8.10 EUR, which is left of the invoice, with two decimals at most.");
        (await _scene.CreditAsync(customer)).ShouldBe(11.90m);
    }

    [Fact]
    public async Task What_has_earned_nothing_has_nothing_to_give_back()
    {
        var customer = await _scene.GivenCustomerAsync(50);
        var unpaid = await _scene.GivenInvoiceAsync(customer, 10);
        (await MessageAsync(unpaid.Id)).ShouldBe("An invoice that is Unpaid has nothing to give back.");
        var refunded = await _scene.GivenPaidAsync(customer, 10);
        (await _scene.RefundAsync(refunded.Id)).Succeeded.ShouldBeTrue();
        (await MessageAsync(refunded.Id)).ShouldBe("An invoice that is Refunded has nothing to give back.");
        var topUp = await _scene.GivenPaidAsync(customer, 10, purpose: InvoicePurpose.TopUp);
        (await MessageAsync(topUp.Id)).ShouldBe("A top-up or a collective invoice has earned nothing: its money is on the credit balance, or was spent on other invoices.");
        var preparing = (await _scene.Business.OrderAsync(await _scene.Business.GivenCustomerWithCreditAsync(50))).Value;
        (await MessageAsync(preparing.InvoiceId)).ShouldBe("The invoice pays a server that is being prepared; cancel the order instead.");
        var nothing = await _scene.GivenPaidAsync(customer, 0);
        (await _scene.RefundAsync(nothing.Id)).Failure!.Code.ShouldBe("billing.amount-invalid");

        (await _scene.CreditAsync(customer)).ShouldBe(50);

        async Task<string> MessageAsync(InvoiceId id)
        {
            var refused = (await _scene.RefundAsync(id, 1)).Failure.ShouldNotBeNull();
            refused.Code.ShouldBe("billing.not-refundable");
            return refused.Message;
        }
    }

    [Fact]
    public async Task A_refund_has_a_reason_of_at_most_500_characters_and_an_invoice()
    {
        var customer = await _scene.GivenCustomerAsync(50);
        var invoice = await _scene.GivenPaidAsync(customer, 10);

        foreach (var reason in new[] { "", "  ", new string('x', 501) })
        {
            var refused = (await _scene.RefundAsync(invoice.Id, 1, reason)).Failure.ShouldNotBeNull();
            refused.Code.ShouldBe("billing.reason-missing");
            refused.Message.ShouldBe("reason: say in 1 to 500 characters why; it stands on the credit note.");
        }

        (await _scene.RefundAsync(invoice.Id, 1, new string('x', 500))).Value.Reason.Length.ShouldBe(500);
        var unknown = (await _scene.RefundAsync(new InvoiceId(2_000_000_000))).Failure.ShouldNotBeNull();
        (unknown.Kind, unknown.Code, unknown.Message).ShouldBe((FailureKind.NotFound, "billing.refund-unknown", "There is no invoice 2000000000."));
    }

    [Fact]
    public async Task What_is_owed_is_paid_first_from_what_comes_back()
    {
        var customer = await _scene.GivenCustomerAsync(20);
        var invoice = await _scene.GivenPaidAsync(customer, 10);
        await _scene.TakeBackAsync(customer, 13);
        (await _scene.OwedAsync(customer)).ShouldBe(3);

        (await _scene.RefundAsync(invoice.Id, 5, "slow disks")).Succeeded.ShouldBeTrue();

        (await _scene.OwedAsync(customer)).ShouldBe(0);
        (await _scene.CreditAsync(customer)).ShouldBe(2);
        (await _scene.HistoryAsync(customer))[0].ShouldBe(("repayment", "slow disks", -3));
    }

    [Fact]
    public async Task The_customer_is_told_by_mail_unless_the_provider_sends_no_invoices()
    {
        var customer = await _scene.GivenCustomerAsync(50);
        var invoice = await _scene.GivenPaidAsync(customer, 10);

        var note = (await _scene.RefundAsync(invoice.Id, 4)).Value;

        (await _scene.MailsToAsync(customer)).ShouldBe([$"Invoice {invoice.Number}: paid, thank you", $"Credit note {note.Number}: 4.00 EUR on your credit balance"]);

        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var business = await Business.OnAsync(database, settings: ("Billing:MailInvoices", "false"));
        var quiet = new InvoiceScene(business);
        var other = await quiet.GivenCustomerAsync(50);
        (await quiet.RefundAsync((await quiet.GivenPaidAsync(other, 10)).Id, 4)).Succeeded.ShouldBeTrue();
        (await quiet.MailsToAsync(other)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Giving_back_an_earned_invoice_takes_what_is_left_of_it_and_does_so_once()
    {
        var customer = await _scene.GivenCustomerAsync(50);
        var invoice = await _scene.GivenPaidAsync(customer, 10);
        (await _scene.RefundAsync(invoice.Id, 4)).Succeeded.ShouldBeTrue();

        await _scene.GiveBackAsync(invoice.Id, "server 7 was not delivered");
        await _scene.GiveBackAsync(invoice.Id, "server 7 was not delivered");

        var details = await _scene.DetailsAsync(customer, invoice.Id);
        details.Invoice.State.ShouldBe(InvoiceState.Refunded);
        details.Invoice.Paid.ShouldBe(invoice.Total, "it was paid, and then refunded");
        details.CreditNotes.Select(note => (note.Total.ToText(), note.Reason)).ShouldBe([("4.00", "test"), ("6.00", "server 7 was not delivered")]);
        (await _scene.CreditAsync(customer)).ShouldBe(50);
    }

    [Fact]
    public async Task Giving_back_an_invoice_of_nothing_makes_no_credit_note()
    {
        var customer = await _scene.GivenCustomerAsync(50);
        var invoice = await _scene.GivenPaidAsync(customer, 0);

        await _scene.GiveBackAsync(invoice.Id);

        var details = await _scene.DetailsAsync(customer, invoice.Id);
        details.Invoice.State.ShouldBe(InvoiceState.Refunded);
        details.CreditNotes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Giving_back_what_was_paid_in_part_says_why_and_pays_what_is_owed()
    {
        var customer = await _scene.GivenCustomerAsync(10);
        var invoice = await _scene.GivenInvoiceAsync(customer, 20);
        (await _scene.ApplyAsync(customer, invoice.Id, 8)).Succeeded.ShouldBeTrue();
        await _scene.TakeBackAsync(customer, 5);

        await _scene.GiveBackAsync(invoice.Id, "server 7 was not delivered");

        var after = await _scene.InvoiceAsync(invoice.Id);
        (after.State, after.Paid.Amount, after.Balance.Amount).ShouldBe((InvoiceState.Cancelled, 0, 0));
        (await _scene.CreditAsync(customer)).ShouldBe(5);
        (await _scene.OwedAsync(customer)).ShouldBe(0);
        (await _scene.HistoryAsync(customer)).Take(2).ShouldBe([("repayment", "server 7 was not delivered", -3), ("void", "server 7 was not delivered", 8)]);
    }

    [Fact]
    public async Task An_invoice_that_is_not_there_is_a_mistake_of_ours_and_is_named()
    {
        var nowhere = new InvoiceId(2_000_000_000);

        (await Should.ThrowAsync<InvalidOperationException>(() => _scene.GiveBackAsync(nowhere))).Message.ShouldBe("There is no invoice 2000000000.");
        (await Should.ThrowAsync<InvalidOperationException>(() => _scene.DoAsync(transaction => _scene.Invoices.DeliveredAsync(transaction, nowhere, _scene.Now, _scene.Now))))
            .Message.ShouldBe("There is no invoice 2000000000.");
    }
}

public sealed class RefundsOnSqlite(OnSqlite store) : RefundStoreTests(store), IClassFixture<OnSqlite>;

public sealed class RefundsOnPostgreSql(OnPostgreSql store) : RefundStoreTests(store), IClassFixture<OnPostgreSql>;
