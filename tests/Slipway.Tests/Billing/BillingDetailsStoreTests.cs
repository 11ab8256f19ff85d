using Shouldly;
using Slipway.Accounts;
using Slipway.Billing;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Billing;

/// <summary>The customer says who is billed.</summary>
public abstract class BillingDetailsStoreTests(StoreFixture store)
{
    private readonly Business _business = store.Business;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public static TheoryData<string, BillingDetails> OneField => new()
    {
        { "Jan|Example|Example B.V.|NL|NL123456789B01|+31 20 555 01 23|Street 1|Floor 2|Amsterdam|Noord-Holland|1000 AA", new() { FirstName = "Jan" } },
        { "Eva|Smit|Example B.V.|NL|NL123456789B01|+31 20 555 01 23|Street 1|Floor 2|Amsterdam|Noord-Holland|1000 AA", new() { LastName = "Smit" } },
        { "Eva|Example||NL|NL123456789B01|+31 20 555 01 23|Street 1|Floor 2|Amsterdam|Noord-Holland|1000 AA", new() { Company = "" } },
        { "Eva|Example|Example B.V.|NL|NL123456789B01|112|Street 1|Floor 2|Amsterdam|Noord-Holland|1000 AA", new() { Phone = "112" } },
        { "Eva|Example|Example B.V.|NL|NL123456789B01|+31 20 555 01 23|Square 9|Floor 2|Amsterdam|Noord-Holland|1000 AA", new() { Address1 = "Square 9" } },
        { "Eva|Example|Example B.V.|NL|NL123456789B01|+31 20 555 01 23|Street 1||Amsterdam|Noord-Holland|1000 AA", new() { Address2 = "" } },
        { "Eva|Example|Example B.V.|NL|NL123456789B01|+31 20 555 01 23|Street 1|Floor 2|Utrecht|Noord-Holland|1000 AA", new() { City = "Utrecht" } },
        { "Eva|Example|Example B.V.|NL|NL123456789B01|+31 20 555 01 23|Street 1|Floor 2|Amsterdam|Utrecht|1000 AA", new() { Region = "Utrecht" } },
        { "Eva|Example|Example B.V.|NL|NL123456789B01|+31 20 555 01 23|Street 1|Floor 2|Amsterdam|Noord-Holland|3500 AA", new() { Postcode = "3500 AA" } },
        { "Eva|Example|Example B.V.|NL||+31 20 555 01 23|Street 1|Floor 2|Amsterdam|Noord-Holland|1000 AA", new() { VatNumber = "" } },
        { "Eva|Example|Example B.V.|DE|DE123456789|+31 20 555 01 23|Street 1|Floor 2|Amsterdam|Noord-Holland|1000 AA", new() { Country = "de", VatNumber = "de 123.456.789" } },
    };

    [Theory]
    [MemberData(nameof(OneField))]
    public async Task What_is_not_named_stays_and_what_is_empty_is_taken_away(string expected, BillingDetails change)
    {
        var customer = await GivenCompanyAsync();

        var changed = (await ChangeAsync(customer, change)).Value;

        Text(changed).ShouldBe(expected);
        changed.Email.ShouldBe(customer.Account.Email);
        Text((await _business.Get<AccountQueries>().FindAsync(customer.Id, Ending))!).ShouldBe(expected);
    }

    [Fact]
    public async Task A_new_mail_address_changes_nothing_else()
    {
        var customer = await GivenCompanyAsync();
        var before = Text((await _business.Get<AccountQueries>().FindAsync(customer.Id, Ending))!);

        var changed = (await ChangeAsync(customer, new() { Email = $"new.{customer.Account.Email}" })).Value;

        changed.Email.ShouldBe($"new.{customer.Account.Email}");
        Text(changed).ShouldBe(before);
    }

    [Fact]
    public async Task A_country_and_a_vat_number_that_do_not_belong_together_are_refused_whichever_is_changed()
    {
        var customer = await GivenCompanyAsync();

        (await ChangeAsync(customer, new() { Country = "DE" })).Failure.ShouldBe(
            new Failure(FailureKind.Invalid, "pricing.vat-number-invalid", "vat_number: this is no VAT number of DE; it begins with DE. Leave it empty if you have none."));
        (await ChangeAsync(customer, new() { VatNumber = "DE123456789" })).Failure!.Message.ShouldStartWith("vat_number: this is no VAT number of NL");
        (await ChangeAsync(customer, new() { Country = "Netherlands" })).Failure.ShouldBe(
            new Failure(FailureKind.Invalid, "billing.country-invalid", "country: give the two letters of a country, such as NL."));
        (await ChangeAsync(customer, new())).Failure.ShouldBe(
            new Failure(FailureKind.Invalid, "billing.nothing-to-change", "nothing to change: give at least one of the billing fields."));

        (await ChangeAsync(customer, new() { Country = "DE", VatNumber = "" })).Value.VatNumber.ShouldBe("");
    }

    [Fact]
    public async Task A_number_that_was_written_down_unchecked_does_not_stand_in_the_way_of_a_new_city()
    {
        var customer = await Customer.OpenAsync(_business.Services, 0, autoPay: false, vatNumber: "to follow");

        (await ChangeAsync(customer, new() { City = "Utrecht" })).Value.VatNumber.ShouldBe("to follow");
        (await ChangeAsync(customer, new() { Country = "NL" })).Failure!.Code.ShouldBe("pricing.vat-number-invalid");
    }

    private async Task<Customer> GivenCompanyAsync()
    {
        var customer = await Customer.OpenAsync(_business.Services, 0, autoPay: false, vatNumber: "NL123456789B01");
        (await ChangeAsync(customer, new() { Phone = "+31 20 555 01 23", Address1 = "Street 1", Address2 = "Floor 2", City = "Amsterdam", Region = "Noord-Holland", Postcode = "1000 AA" })).Succeeded.ShouldBeTrue();
        return customer;
    }

    private Task<Result<Account>> ChangeAsync(Customer customer, BillingDetails details) => _business.Get<ChangeBillingDetails>().RunAsync(customer.Caller, details, Ending);

    private static string Text(Account account) => string.Join('|', account.FirstName, account.LastName, account.Company, account.Country, account.VatNumber, account.Phone,
        account.Address.Line1, account.Address.Line2, account.Address.City, account.Address.Region, account.Address.Postcode);
}

public sealed class BillingDetailsOnSqlite(OnSqlite store) : BillingDetailsStoreTests(store), IClassFixture<OnSqlite>;

public sealed class BillingDetailsOnPostgreSql(OnPostgreSql store) : BillingDetailsStoreTests(store), IClassFixture<OnPostgreSql>;
