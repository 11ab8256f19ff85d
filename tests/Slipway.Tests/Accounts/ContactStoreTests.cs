using Shouldly;
using Slipway.Accounts;
using Slipway.Billing;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Accounts;

public abstract class ContactStoreTests(StoreFixture store)
{
    private readonly Business _business = store.Business;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    private Contacts Contacts => _business.Get<Contacts>();

    [Fact]
    public async Task A_contact_keeps_what_is_not_changed()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(0);
        var made = (await Contacts.AddAsync(customer.Caller, new ContactChange(null, "112", new Secret("correct horse")), Ending)).Value;
        var hash = await HashAsync(made.Id);

        var changed = (await Contacts.UpdateAsync(customer.Caller, made.Id, new ContactChange($"it.{customer.Account.Email}", null, null), Ending)).Value;

        changed.ShouldBe(made with { Email = $"it.{customer.Account.Email}" });
        (await Contacts.ListAsync(customer.Caller, Ending)).Value.ShouldBe([changed]);
        (await HashAsync(made.Id)).ShouldBe(hash);
        hash.ShouldNotContain("correct horse");
    }

    [Fact]
    public async Task An_address_belongs_to_one_person_in_any_case_of_its_letters()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(0);
        var stranger = await _business.GivenCustomerWithCreditAsync(0);
        var contact = (await Contacts.AddAsync(stranger.Caller, new ContactChange($"it.{stranger.Account.Email}", null, null), Ending)).Value;
        var change = _business.Get<ChangeBillingDetails>();

        foreach (var taken in new[] { stranger.Account.Email.ToUpperInvariant(), contact.Email.ToUpperInvariant() })
        {
            (await change.RunAsync(customer.Caller, new BillingDetails { Email = taken, City = "Utrecht" }, Ending)).Failure!.Code.ShouldBe("accounts.email-taken");
            (await Contacts.AddAsync(customer.Caller, new ContactChange(taken, null, null), Ending)).Failure!.Code.ShouldBe("accounts.contact-email-taken");
        }

        (await _business.Get<AccountQueries>().FindAsync(customer.Id, Ending)).ShouldBe(customer.Account with { CreatedAt = (await _business.Get<AccountQueries>().FindAsync(customer.Id, Ending))!.CreatedAt });
        // One's own may be written another way, and one's contact may have one's own.
        (await change.RunAsync(customer.Caller, new BillingDetails { Email = customer.Account.Email.ToUpperInvariant() }, Ending)).Succeeded.ShouldBeTrue();
        (await Contacts.AddAsync(customer.Caller, new ContactChange(customer.Account.Email, null, null), Ending)).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task Two_contacts_of_one_account_do_not_share_an_address()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(0);
        var first = (await Contacts.AddAsync(customer.Caller, new ContactChange($"it.{customer.Account.Email}", null, null), Ending)).Value;
        var second = (await Contacts.AddAsync(customer.Caller, new ContactChange(null, null, null), Ending)).Value;

        (await Contacts.AddAsync(customer.Caller, new ContactChange(first.Email, null, null), Ending)).Failure!.Code.ShouldBe("accounts.contact-email-taken");
        (await Contacts.UpdateAsync(customer.Caller, second.Id, new ContactChange(first.Email, null, null), Ending)).Failure!.Code.ShouldBe("accounts.contact-email-taken");
    }

    [Fact]
    public async Task A_key_of_one_server_sees_and_changes_nobody()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(0);
        var narrow = customer.Caller with { OnlyServer = new ServerId(1) };

        (await Contacts.ListAsync(narrow, Ending)).Failure.ShouldBe(AccountFailures.PermissionDenied);
        (await Contacts.AddAsync(narrow, new ContactChange(null, null, null), Ending)).Failure.ShouldBe(AccountFailures.PermissionDenied);
        (await _business.Get<ResetPassword>().RequestAsync(narrow, customer.Account.Email, Ending)).Failure.ShouldBe(AccountFailures.PermissionDenied);
        (await _business.Get<ChangeBillingDetails>().RunAsync(narrow, new BillingDetails { City = "Utrecht" }, Ending)).Failure.ShouldBe(AccountFailures.PermissionDenied);
    }

    [Fact]
    public async Task Links_count_for_an_hour_also_when_they_were_used()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(0);
        var reset = _business.Get<ResetPassword>();
        for (var mail = 0; mail < ResetPassword.MostAnHour; mail++)
        {
            (await reset.RequestAsync(customer.Caller, customer.Account.Email, Ending)).Succeeded.ShouldBeTrue();
        }

        (await reset.SetAsync(new Secret(await TokenAsync(customer)), new Secret("correct horse"), Ending)).Succeeded.ShouldBeTrue();
        (await reset.SetAsync(new Secret(await TokenAsync(customer)), new Secret("another horse"), Ending)).Failure.ShouldBe(AccountFailures.ResetOver);

        (await reset.RequestAsync(customer.Caller, customer.Account.Email, Ending)).Failure!.Code.ShouldBe("accounts.reset-too-often");
        _business.Clock.Advance(ResetPassword.Life);
        (await reset.RequestAsync(customer.Caller, customer.Account.Email, Ending)).Succeeded.ShouldBeTrue();
        (await _business.ScalarAsync<long>($"select count(*) from accounts_password_reset where account_id = {customer.Id}")).ShouldBe(1);
    }

    private async Task<string> TokenAsync(Customer customer) =>
        (await _business.ScalarAsync<string>($"select body from mail_message where recipient = '{customer.Account.Email}' order by id desc limit 1"))!.Split("token=")[1][..64];

    private async Task<string> HashAsync(ContactId id) => (await _business.ScalarAsync<string>($"select password_hash from accounts_contact where id = {id}"))!;
}

public sealed class ContactsOnSqlite(OnSqlite store) : ContactStoreTests(store), IClassFixture<OnSqlite>;

public sealed class ContactsOnPostgreSql(OnPostgreSql store) : ContactStoreTests(store), IClassFixture<OnPostgreSql>;
