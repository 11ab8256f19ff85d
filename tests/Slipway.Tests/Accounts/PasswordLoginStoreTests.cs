using System.Net;
using Shouldly;
using Slipway.Accounts;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Accounts;

public abstract class PasswordLoginStoreTests(StoreFixture store)
{
    private static readonly Secret Password = new("correct horse");
    private static readonly IPAddress Peer = IPAddress.Parse("192.0.2.7");

    private readonly Business _business = store.Business;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_password_of_the_account_or_of_a_contact_opens_a_session_of_the_account()
    {
        var customer = await GivenPasswordAsync();
        var contact = (await _business.Get<Contacts>().AddAsync(customer.Caller, new ContactChange($"it.{customer.Account.Email}", null, new Secret("another horse")), Ending)).Value;

        var session = (await LoginAsync(customer.Account.Email.ToUpperInvariant(), Password)).Value;
        session.Caller.ShouldBe(customer.Caller);
        session.Caller.Key.ShouldBeNull();
        session.ExpiresAt.ShouldBe(DateTimeOffset.FromUnixTimeSeconds((_business.Clock.GetUtcNow() + PasswordLogin.DefaultLife).ToUnixTimeSeconds()));
        (await LoginAsync(contact.Email, new Secret("another horse"))).Value.Caller.ShouldBe(customer.Caller);
        (await LoginAsync(contact.Email, Password)).Failure.ShouldBe(AccountFailures.WrongPassword);
        (await _business.Get<KeyEvents>().LoginsAsync(customer.Caller, null, null, Ending)).Value.Select(one => (one.Kind, one.Key)).ShouldBe([("refused", null), ("login", null), ("login", null)]);
    }

    [Fact]
    public async Task An_unknown_user_and_a_wrong_password_are_one_answer_after_the_same_work()
    {
        var customer = await GivenPasswordAsync();
        var without = await _business.GivenCustomerWithCreditAsync(0);
        var counting = new CountingHash(_business.Get<IPasswordHash>());
        using var login = new PasswordLogin(_business.Database, _business.Get<Sessions>(), counting, _business.Clock);

        foreach (var user in new[] { customer.Account.Email, without.Account.Email, "nobody@example.org", "", new string('x', 1_000_000) })
        {
            (await login.RunAsync(user, new Secret("wrong horse"), null, false, Peer, Ending)).Failure.ShouldBe(AccountFailures.WrongPassword);
        }

        counting.Asked.ShouldBe(5);
        (await login.RunAsync(customer.Account.Email, new Secret(new string('x', 1_000_000)), null, false, Peer, Ending)).Failure.ShouldBe(AccountFailures.WrongPassword);
    }

    [Fact]
    public async Task A_new_password_ends_what_the_old_one_opened()
    {
        var customer = await GivenPasswordAsync();
        var byPassword = (await LoginAsync(customer.Account.Email, Password)).Value;
        var byKey = (await _business.Get<KeyLogin>().RunAsync(customer.Key.Reveal(), null, false, Peer, Ending)).Value;

        await SetPasswordAsync(customer, new Secret("another horse"));

        (await _business.Get<Sessions>().FindAsync(byPassword.Token, Peer, Ending)).Failure.ShouldBe(AccountFailures.InvalidToken);
        (await _business.Get<Sessions>().FindAsync(byKey.Token, Peer, Ending)).Succeeded.ShouldBeTrue();
        (await LoginAsync(customer.Account.Email, Password)).Failure.ShouldBe(AccountFailures.WrongPassword);
    }

    [Fact]
    public async Task Whoever_leaves_the_contacts_is_out()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(0);
        var contact = (await _business.Get<Contacts>().AddAsync(customer.Caller, new ContactChange($"it.{customer.Account.Email}", null, Password), Ending)).Value;
        var session = (await LoginAsync(contact.Email, Password)).Value;

        (await _business.Get<Contacts>().RemoveAsync(customer.Caller, contact.Id, Ending)).Succeeded.ShouldBeTrue();

        (await _business.Get<Sessions>().FindAsync(session.Token, Peer, Ending)).Failure.ShouldBe(AccountFailures.InvalidToken);
    }

    private async Task<Customer> GivenPasswordAsync()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(0);
        await SetPasswordAsync(customer, Password);
        return customer;
    }

    private async Task SetPasswordAsync(Customer customer, Secret password)
    {
        (await _business.Get<ResetPassword>().RequestAsync(customer.Caller, customer.Account.Email, Ending)).Succeeded.ShouldBeTrue();
        var token = (await _business.ScalarAsync<string>($"select body from mail_message where recipient = '{customer.Account.Email}' order by id desc limit 1"))!.Split("token=")[1][..64];
        (await _business.Get<ResetPassword>().SetAsync(new Secret(token), password, Ending)).Succeeded.ShouldBeTrue();
    }

    private Task<Result<Session>> LoginAsync(string user, Secret password) => _business.Get<PasswordLogin>().RunAsync(user, password, null, false, Peer, Ending);

    private sealed class CountingHash(IPasswordHash inner) : IPasswordHash
    {
        public int Asked { get; private set; }

        public string Of(Secret password) => inner.Of(password);

        public bool Fits(Secret password, string? hash)
        {
            Asked++;
            return inner.Fits(password, hash);
        }
    }
}

public sealed class PasswordLoginOnSqlite(OnSqlite store) : PasswordLoginStoreTests(store), IClassFixture<OnSqlite>;

public sealed class PasswordLoginOnPostgreSql(OnPostgreSql store) : PasswordLoginStoreTests(store), IClassFixture<OnPostgreSql>;
