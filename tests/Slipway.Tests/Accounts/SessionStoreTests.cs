using System.Net;
using Shouldly;
using Slipway.Accounts;
using Slipway.Storage;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Accounts;

public abstract class SessionStoreTests(StoreFixture store)
{
    private static readonly IPAddress Peer = IPAddress.Parse("192.0.2.7");
    private static readonly IPAddress Elsewhere = IPAddress.Parse("192.0.2.8");

    private readonly Business _business = store.Business;

    [Fact]
    public async Task A_token_finds_its_customer_also_for_a_daemon_that_did_not_make_it()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(0);
        var session = (await LoginAsync(customer.Key.Reveal().ToUpperInvariant())).Value;
        session.Caller.ShouldBe(customer.Caller);

        var another = new Sessions(_business.Database, _business.Clock);
        (await another.FindAsync(session.Token, Peer, TestContext.Current.CancellationToken)).Value.ShouldBe(session);
    }

    [Fact]
    public async Task A_token_ends_when_its_time_is_over()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(0);
        var session = (await LoginAsync(customer.Key.Reveal(), life: TimeSpan.FromSeconds(1))).Value;

        // A minute is the least.
        _business.Clock.Advance(TimeSpan.FromSeconds(58));
        (await FindAsync(session.Token)).Succeeded.ShouldBeTrue();
        _business.Clock.Advance(TimeSpan.FromSeconds(2));
        (await FindAsync(session.Token)).Failure.ShouldBe(AccountFailures.InvalidToken);
    }

    [Fact]
    public async Task A_token_that_logged_out_is_worth_nothing_here_and_elsewhere()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(0);
        var session = (await LoginAsync(customer.Key.Reveal())).Value;

        await _business.Get<Sessions>().LogoutAsync(session, TestContext.Current.CancellationToken);

        (await FindAsync(session.Token)).Failure.ShouldBe(AccountFailures.InvalidToken);
        (await new Sessions(_business.Database, _business.Clock).FindAsync(session.Token, Peer, TestContext.Current.CancellationToken)).Failure.ShouldBe(AccountFailures.InvalidToken);
    }

    [Fact]
    public async Task A_bound_token_works_from_its_own_address_only()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(0);
        var session = (await LoginAsync(customer.Key.Reveal(), bind: true)).Value;

        (await FindAsync(session.Token)).Succeeded.ShouldBeTrue();
        (await _business.Get<Sessions>().FindAsync(session.Token, Elsewhere, TestContext.Current.CancellationToken)).Failure.ShouldBe(AccountFailures.InvalidToken);
    }

    [Theory]
    [InlineData(null, "accounts.key-empty")]
    [InlineData("", "accounts.key-empty")]
    [InlineData("hello", "accounts.key-format")]
    [InlineData("0123456789abcdef-0123456789abcdef\n", "accounts.key-format")]
    [InlineData("0123456789abcdef-0123456789abcdef", "accounts.key-unknown")]
    public async Task A_wrong_key_is_refused_with_its_reason(string? key, string code) => (await LoginAsync(key)).Failure!.Code.ShouldBe(code);

    [Fact]
    public async Task The_database_knows_neither_key_nor_token()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(0);
        var session = (await LoginAsync(customer.Key.Reveal())).Value;

        (await _business.ScalarAsync<long>($"select count(*) from accounts_api_key where hash like '%{customer.Key.Reveal()}%' or name like '%{customer.Key.Reveal()}%'")).ShouldBe(0);
        (await _business.ScalarAsync<long>($"select count(*) from accounts_session where token_hash = '{session.Token}'")).ShouldBe(0);
        (await _business.ScalarAsync<long>($"select count(*) from accounts_session where token_hash = '{ApiKey.Hash(session.Token)}'")).ShouldBe(1);
    }

    [Fact]
    public async Task A_key_has_so_many_live_tokens_and_the_oldest_ends_for_the_newest()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(0);
        var first = (await LoginAsync(customer.Key.Reveal())).Value;
        var second = (await LoginAsync(customer.Key.Reveal())).Value;
        await _business.Database.InTransactionAsync(
            transaction => transaction.ExecuteAsync("update accounts_session set created_at = created_at - 1000 where token_hash = @hash", ("hash", ApiKey.Hash(first.Token))), TestContext.Current.CancellationToken);
        // The others that a busy client has: rows, because making them one by one takes its time.
        await _business.Database.InTransactionAsync(
            transaction => transaction.ExecuteAsync(
                "insert into accounts_session (token_hash, account_id, api_key_id, expires_at, created_at) " +
                "with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < @most) select 'filler ' || @account || ' ' || n, @account, @key, @expires, @now from numbers",
                ("most", Sessions.MostLive - 2), ("account", customer.Id.Value), ("key", first.Caller.Key!.Value.Value), ("expires", first.ExpiresAt), ("now", _business.Clock.GetUtcNow())),
            TestContext.Current.CancellationToken);
        (await FindAsync(first.Token)).Succeeded.ShouldBeTrue();

        var newest = (await LoginAsync(customer.Key.Reveal())).Value;

        (await FindAsync(first.Token)).Failure.ShouldBe(AccountFailures.InvalidToken);
        (await FindAsync(second.Token)).Succeeded.ShouldBeTrue();
        (await FindAsync(newest.Token)).Succeeded.ShouldBeTrue();
        (await _business.ScalarAsync<int>($"select count(*) from accounts_session where account_id = {customer.Id}")).ShouldBe(Sessions.MostLive);
    }

    [Fact]
    public async Task What_has_expired_is_cleaned_away_by_later_logins()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(0);
        for (var login = 0; login < 3; login++)
        {
            (await LoginAsync(customer.Key.Reveal(), TimeSpan.FromSeconds(60))).Succeeded.ShouldBeTrue();
        }

        _business.Clock.Advance(TimeSpan.FromMinutes(2));
        (await LoginAsync(customer.Key.Reveal())).Succeeded.ShouldBeTrue();

        (await _business.ScalarAsync<int>($"select count(*) from accounts_session where account_id = {customer.Id}")).ShouldBe(1);
    }

    [Fact]
    public async Task All_sessions_of_an_account_end_together_and_no_others()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(0);
        var stranger = await _business.GivenCustomerWithCreditAsync(0);
        var (mine, another, his) = ((await LoginAsync(customer.Key.Reveal())).Value, (await LoginAsync(customer.Key.Reveal())).Value, (await LoginAsync(stranger.Key.Reveal())).Value);
        (await _business.Get<Sessions>().EndAllAsync(mine.Caller with { OnlyServer = new ServerId(1) }, TestContext.Current.CancellationToken)).Failure.ShouldBe(AccountFailures.PermissionDenied);

        (await _business.Get<Sessions>().EndAllAsync(mine.Caller, TestContext.Current.CancellationToken)).Succeeded.ShouldBeTrue();

        (await FindAsync(mine.Token)).Failure.ShouldBe(AccountFailures.InvalidToken);
        (await FindAsync(another.Token)).Failure.ShouldBe(AccountFailures.InvalidToken);
        (await FindAsync(his.Token)).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task An_address_can_open_one_account()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(0);

        var again = await _business.Database.InTransactionAsync(
            transaction => _business.Get<OpenAccount>().RunAsync(transaction, new OpenAccountRequest(customer.Account.Email, Currency.Eur, true)), TestContext.Current.CancellationToken);

        again.Failure!.Code.ShouldBe("accounts.email-taken");
    }

    private Task<Result<Session>> LoginAsync(string? key, TimeSpan? life = null, bool bind = false) =>
        _business.Get<KeyLogin>().RunAsync(key, life, bind, Peer, TestContext.Current.CancellationToken);

    private ValueTask<Result<Session>> FindAsync(string token) => _business.Get<Sessions>().FindAsync(token, Peer, TestContext.Current.CancellationToken);
}

public sealed class SessionsOnSqlite(OnSqlite store) : SessionStoreTests(store), IClassFixture<OnSqlite>;

public sealed class SessionsOnPostgreSql(OnPostgreSql store) : SessionStoreTests(store), IClassFixture<OnPostgreSql>;
