using System.Net;
using Shouldly;
using Slipway.Accounts;
using Slipway.Billing;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Accounts;

/// <summary>Making, changing and ending keys, and what becomes of their sessions; on both databases.</summary>
public abstract class ApiKeyStoreTests(StoreFixture store)
{
    private static readonly IPAddress Peer = IPAddress.Parse("192.0.2.7");

    private readonly Business _business = store.Business;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    private ApiKeys Keys => _business.Get<ApiKeys>();

    [Fact]
    public async Task A_key_is_told_once_and_only_its_hash_is_kept()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(0);
        var made = (await Keys.AddAsync(customer.Caller, new ApiKeyChange { Name = "ci runner" }, Ending)).Value;

        ApiKey.HasForm(made.Key.Reveal()).ShouldBeTrue();
        (await _business.ScalarAsync<string>($"select hash from accounts_api_key where id = {made.Entry.Id}")).ShouldBe(ApiKey.Hash(made.Key.Reveal()));
        (await LoginAsync(made.Key)).Value.Caller.Key.ShouldBe(made.Entry.Id);
        (await Keys.ListAsync(customer.Caller, Ending)).Value.Select(key => key.Name).ShouldBe(["first key", "ci runner"]);
    }

    public static TheoryData<string> Changes => [.. EndsSessions.Keys];

    private static readonly Dictionary<string, ApiKeyChange> EndsSessions = new()
    {
        ["switched off"] = new() { Active = false },
        ["other addresses"] = new() { AllowedIps = "198.51.100.0/24" },
        ["scopes"] = new() { Scopes = KeyScopes.Parse("eq/show") },
        ["an end"] = new() { Expires = new(new DateTimeOffset(2999, 1, 1, 0, 0, 0, TimeSpan.Zero)) },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task What_changes_the_reach_of_a_key_ends_its_sessions_and_no_others(string name)
    {
        var (customer, made) = await GivenKeyAsync(new ApiKeyChange { Name = "one" });
        var (session, other) = ((await LoginAsync(made.Key)).Value, (await LoginAsync(customer.Key)).Value);
        var elsewhere = new Sessions(_business.Database, _business.Clock);
        (await elsewhere.FindAsync(session.Token, Peer, Ending)).Succeeded.ShouldBeTrue();

        (await Keys.EditAsync(customer.Caller, made.Entry.Id, EndsSessions[name], Ending)).Failure.ShouldBeNull();

        (await FindAsync(session)).Failure.ShouldBe(AccountFailures.InvalidToken);
        (await FindAsync(other)).Succeeded.ShouldBeTrue();
        // Another daemon keeps what it knows for some seconds, and then looks again.
        _business.Clock.Advance(Sessions.SeenAgain + TimeSpan.FromMilliseconds(1));
        (await elsewhere.FindAsync(session.Token, Peer, Ending)).Failure.ShouldBe(AccountFailures.InvalidToken);
    }

    [Fact]
    public async Task A_new_name_ends_nothing()
    {
        var (customer, made) = await GivenKeyAsync(new ApiKeyChange { Name = "one" });
        var session = (await LoginAsync(made.Key)).Value;

        (await Keys.EditAsync(customer.Caller, made.Entry.Id, new ApiKeyChange { Name = "two", SpendCap = new(10) }, Ending)).Value.ShouldBe(made.Entry with { Name = "two", SpendCap = new Money(10, Currency.Eur), LastLoginAt = _business.Clock.GetUtcNow() });

        (await FindAsync(session)).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task A_new_secret_takes_the_place_of_the_old_one_at_once()
    {
        var (customer, made) = await GivenKeyAsync(new ApiKeyChange { Name = "one" });
        var session = (await LoginAsync(made.Key)).Value;

        var again = (await Keys.ReissueAsync(customer.Caller, made.Entry.Id, Ending)).Value;

        again.Entry.Id.ShouldBe(made.Entry.Id);
        (await LoginAsync(made.Key)).Failure.ShouldBe(AccountFailures.KeyUnknown);
        (await FindAsync(session)).Failure.ShouldBe(AccountFailures.InvalidToken);
        (await LoginAsync(again.Key)).Value.Caller.Key.ShouldBe(made.Entry.Id);
    }

    [Fact]
    public async Task A_deleted_key_is_gone_and_its_history_stays()
    {
        var (customer, made) = await GivenKeyAsync(new ApiKeyChange { Name = "one" });
        var session = (await LoginAsync(made.Key)).Value;

        (await Keys.DeleteAsync(customer.Caller, made.Entry.Id, Ending)).Succeeded.ShouldBeTrue();

        (await FindAsync(session)).Failure.ShouldBe(AccountFailures.InvalidToken);
        (await LoginAsync(made.Key)).Failure.ShouldBe(AccountFailures.KeyUnknown);
        (await LoginAsync(new Secret($"deleted:{made.Entry.Id}"))).Failure.ShouldBe(AccountFailures.KeyFormat);
        (await Keys.ViewAsync(customer.Caller, made.Entry.Id, Ending)).Failure!.Code.ShouldBe("accounts.api-key-unknown");
        (await Keys.DeleteAsync(customer.Caller, made.Entry.Id, Ending)).Failure!.Code.ShouldBe("accounts.api-key-unknown");
        (await Keys.ListAsync(customer.Caller, Ending)).Value.ShouldHaveSingleItem().Name.ShouldBe("first key");
        (await KindsAsync(customer, made.Entry.Id)).ShouldBe(["deleted", "login", "created"]);
    }

    [Fact]
    public async Task The_keys_of_others_are_like_keys_that_are_not()
    {
        var (_, made) = await GivenKeyAsync(new ApiKeyChange { Name = "one" });
        var stranger = await _business.GivenCustomerWithCreditAsync(0);

        (await Keys.ViewAsync(stranger.Caller, made.Entry.Id, Ending)).Failure.ShouldBe(AccountFailures.NoKey(made.Entry.Id));
        (await Keys.EditAsync(stranger.Caller, made.Entry.Id, new ApiKeyChange { Name = "mine" }, Ending)).Failure.ShouldBe(AccountFailures.NoKey(made.Entry.Id));
        (await Keys.ReissueAsync(stranger.Caller, made.Entry.Id, Ending)).Failure.ShouldBe(AccountFailures.NoKey(made.Entry.Id));
        (await Keys.DeleteAsync(stranger.Caller, made.Entry.Id, Ending)).Failure.ShouldBe(AccountFailures.NoKey(made.Entry.Id));
        (await _business.Get<KeyEvents>().OfKeyAsync(stranger.Caller, made.Entry.Id, null, null, Ending)).Failure.ShouldBe(AccountFailures.NoKey(made.Entry.Id));
        (await LoginAsync(made.Key)).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task A_key_is_of_a_server_of_ones_own()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(100);
        var stranger = await _business.GivenCustomerWithCreditAsync(100);
        var server = (await _business.OrderAsync(customer)).Value.ServerId;

        (await Keys.AddAsync(stranger.Caller, new ApiKeyChange { Name = "theirs", Server = server.Value }, Ending)).Failure!.Message.ShouldStartWith("server_id: there is no server");
        var made = (await Keys.AddAsync(customer.Caller, new ApiKeyChange { Name = "mine", Server = server.Value }, Ending)).Value;

        var caller = (await LoginAsync(made.Key)).Value.Caller;
        caller.OnlyServer.ShouldBe(server);
        (await Keys.ListAsync(caller, Ending)).Failure.ShouldBe(AccountFailures.PermissionDenied);
        (await Keys.AddAsync(caller, new ApiKeyChange { Name = "more" }, Ending)).Failure.ShouldBe(AccountFailures.PermissionDenied);
        (await Keys.ReissueAsync(caller, made.Entry.Id, Ending)).Failure.ShouldBe(AccountFailures.PermissionDenied);
    }

    [Fact]
    public async Task A_key_with_limits_makes_and_takes_over_no_wider_one()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(0);
        var wide = (await Keys.ListAsync(customer.Caller, Ending)).Value[0].Id;
        foreach (var limit in new ApiKeyChange[]
        {
            new() { Name = "scoped", Scopes = KeyScopes.Parse("api_keys/*,eq/show") },
            new() { Name = "capped", SpendCap = new(1) },
            new() { Name = "ending", Expires = new(_business.Clock.GetUtcNow().AddDays(1)) },
            new() { Name = "bound", AllowedIps = $"{Peer}/32" },
        })
        {
            var made = (await Keys.AddAsync(customer.Caller, limit, Ending)).Value;
            var narrow = (await LoginAsync(made.Key)).Value.Caller;

            (await Keys.AddAsync(narrow, new ApiKeyChange { Name = "free" }, Ending)).Failure!.Code.ShouldBe("accounts.key-wider-than-own", limit.Name);
            (await Keys.ReissueAsync(narrow, wide, Ending)).Failure!.Code.ShouldBe("accounts.key-wider-than-own", limit.Name);
            (await Keys.EditAsync(narrow, wide, new ApiKeyChange { AllowedIps = "192.0.2.7" }, Ending)).Failure!.Code.ShouldBe("accounts.key-wider-than-own", limit.Name);
            (await Keys.EditAsync(narrow, made.Entry.Id, new ApiKeyChange { Scopes = KeyScopes.All, SpendCap = new(null), Expires = new(null), AllowedIps = "" }, Ending)).Failure!.Code.ShouldBe("accounts.key-wider-than-own", limit.Name);
        }

        var scoped = (await LoginAsync((await Keys.AddAsync(customer.Caller, new ApiKeyChange { Name = "scoped", Scopes = KeyScopes.Parse("api_keys/*,eq/show") }, Ending)).Value.Key)).Value.Caller;
        (await Keys.AddAsync(scoped, new ApiKeyChange { Name = "narrower", Scopes = KeyScopes.Parse("eq/show") }, Ending)).Succeeded.ShouldBeTrue();
    }

    [Theory]
    [InlineData("", "", true)]
    [InlineData("", "192.0.2.7", true)]
    [InlineData("192.0.2.7", "", false)]
    [InlineData("192.0.2.7", "192.0.2.7/32", true)]
    [InlineData("192.0.2.0/24,2001:db8::/32", "192.0.2.7,2001:db8:1::/48,192.0.2.128/25", true)]
    [InlineData("192.0.2.0/24", "192.0.2.7,198.51.100.7", false)]
    [InlineData("192.0.2.0/24", "192.0.0.0/16", false)]
    [InlineData("0.0.0.0/0", "::/0", false)]
    public void A_list_covers_what_is_inside_it(string list, string other, bool covers) => AddressList.Covers(list, other).ShouldBe(covers);

    [Fact]
    public async Task A_key_with_limits_changes_nothing_that_the_account_is_opened_with()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(0);
        var contacts = _business.Get<Contacts>();
        var own = (await contacts.AddAsync(customer.Caller, new ContactChange(null, null, new Secret("correct horse")), Ending)).Value;
        var change = _business.Get<ChangeBillingDetails>();
        foreach (var limit in new ApiKeyChange[]
        {
            new() { Name = "scoped", Scopes = KeyScopes.Parse("whmcs/*") },
            new() { Name = "capped", SpendCap = new(1) },
            new() { Name = "ending", Expires = new(_business.Clock.GetUtcNow().AddDays(1)) },
            new() { Name = "bound", AllowedIps = $"{Peer}" },
        })
        {
            var narrow = (await LoginAsync((await Keys.AddAsync(customer.Caller, limit, Ending)).Value.Key)).Value.Caller;

            (await contacts.AddAsync(narrow, new ContactChange(null, null, new Secret("battery staple")), Ending)).Failure!.Code.ShouldBe("accounts.key-limited", limit.Name);
            (await contacts.UpdateAsync(narrow, own.Id, new ContactChange(null, null, new Secret("battery staple")), Ending)).Failure!.Code.ShouldBe("accounts.key-limited", limit.Name);
            (await contacts.UpdateAsync(narrow, own.Id, new ContactChange($"me.{customer.Account.Email}", null, null), Ending)).Failure!.Code.ShouldBe("accounts.key-limited", limit.Name);
            (await change.RunAsync(narrow, new BillingDetails { Email = $"me.{customer.Account.Email}" }, Ending)).Failure!.Code.ShouldBe("accounts.key-limited", limit.Name);

            // What opens nothing it may change.
            (await contacts.AddAsync(narrow, new ContactChange(null, "112", null), Ending)).Succeeded.ShouldBeTrue();
            (await contacts.UpdateAsync(narrow, own.Id, new ContactChange(own.Email, "113", null), Ending)).Succeeded.ShouldBeTrue();
            (await change.RunAsync(narrow, new BillingDetails { Email = customer.Account.Email, City = limit.Name }, Ending)).Succeeded.ShouldBeTrue();
        }

        var free = (await LoginAsync((await Keys.AddAsync(customer.Caller, new ApiKeyChange { Name = "free" }, Ending)).Value.Key)).Value.Caller;
        (await contacts.AddAsync(free, new ContactChange(null, null, new Secret("battery staple")), Ending)).Succeeded.ShouldBeTrue();
    }

    [Theory]
    [InlineData("192.0.2.7, 198.51.100.0/24,2001:db8::/32", null)]
    [InlineData("192.0.2.7,198.51.100.300", "ip: '198.51.100.300' is neither")]
    [InlineData("192.0.2.0/33", "ip: '192.0.2.0/33' is neither")]
    [InlineData("7", "ip: '7' is neither")]
    [InlineData("example.org", "ip: 'example.org' is neither")]
    public async Task A_list_of_addresses_is_checked_entry_by_entry(string list, string? why)
    {
        var customer = await _business.GivenCustomerWithCreditAsync(0);

        var made = await Keys.AddAsync(customer.Caller, new ApiKeyChange { Name = "one", AllowedIps = list }, Ending);

        if (why is null)
        {
            made.Value.Entry.AllowedIps.ShouldBe("192.0.2.7,198.51.100.0/24,2001:db8::/32");
        }
        else
        {
            made.Failure!.Message.ShouldStartWith(why);
        }
    }

    [Fact]
    public async Task Wrong_fields_are_named()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(0);
        (ApiKeyChange Wrong, string Field)[] cases =
        [
            (new() { Name = "" }, "name"), (new() { Name = new string('x', 101) }, "name"), (new() { Name = "two\nlines" }, "name"),
            (new() { Name = "x", Expires = new(_business.Clock.GetUtcNow()) }, "expires"), (new() { Name = "x", SpendCap = new(-1) }, "spend_cap"), (new() { Name = "x", SpendCap = new(0.001m) }, "spend_cap"),
            (new() { Name = "x", RateClass = "rapid" }, "rate_class"), (new() { Name = "x", Notify = NotifyMethod.Email }, "login_notify_address"),
            (new() { Name = "x", Notify = NotifyMethod.Webhook, NotifyAddress = "ftp://example.org/" }, "login_notify_address"),
            (new() { Name = "x", Notify = NotifyMethod.Webhook, NotifyAddress = "https://user:secret@example.org/" }, "login_notify_address"),
        ];
        foreach (var (wrong, field) in cases)
        {
            (await Keys.AddAsync(customer.Caller, wrong, Ending)).Failure!.Message.ShouldStartWith($"{field}: ");
        }

        (await Keys.ListAsync(customer.Caller, Ending)).Value.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_account_has_so_many_keys_and_no_more()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(0);
        await _business.Database.InTransactionAsync(
            transaction => transaction.ExecuteAsync(
                "insert into accounts_api_key (account_id, name, hash, active, allowed_ips, notify_method, notify_address, scopes, rate_class, version, created_at) " +
                "with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < @most) " +
                "select @account, 'filler', 'filler ' || @account || ' ' || n, 1, '', 'none', '', '', 'standard', 0, 0 from numbers",
                ("most", ApiKeys.MostPerAccount - 2), ("account", customer.Id.Value)),
            Ending);

        var both = await Task.WhenAll(Enumerable.Range(1, 2).Select(_ => Keys.AddAsync(customer.Caller, new ApiKeyChange { Name = "last" }, Ending)));

        both.Count(made => made.Succeeded).ShouldBe(1);
        both.Single(made => !made.Succeeded).Failure!.Code.ShouldBe("accounts.too-many-api-keys");
    }

    [Fact]
    public async Task A_key_that_has_expired_opens_nothing_and_no_token_outlives_it()
    {
        var end = _business.Clock.GetUtcNow().AddMinutes(10);
        var (_, made) = await GivenKeyAsync(new ApiKeyChange { Name = "one", Expires = new(end) });
        var session = (await LoginAsync(made.Key, TimeSpan.FromHours(1))).Value;
        session.ExpiresAt.ToUnixTimeSeconds().ShouldBe(end.ToUnixTimeSeconds());

        _business.Clock.Advance(TimeSpan.FromMinutes(10));

        (await FindAsync(session)).Failure.ShouldBe(AccountFailures.InvalidToken);
        (await LoginAsync(made.Key)).Failure.ShouldBe(AccountFailures.KeyExpired);
    }

    [Fact]
    public async Task History_has_every_login_and_the_same_refusal_once_a_minute()
    {
        var (customer, made) = await GivenKeyAsync(new ApiKeyChange { Name = "one", AllowedIps = "192.0.2.7" });
        for (var login = 0; login < 3; login++)
        {
            (await LoginAsync(made.Key)).Succeeded.ShouldBeTrue();
            (await _business.Get<KeyLogin>().RunAsync(made.Key.Reveal(), null, false, IPAddress.Parse("203.0.113.9"), Ending)).Failure.ShouldBe(AccountFailures.IpNotAllowed);
        }

        (await KindsAsync(customer, made.Entry.Id)).ShouldBe(["login", "login", "refused", "login", "created"]);
        _business.Clock.Advance(TimeSpan.FromMinutes(2));
        (await _business.Get<KeyLogin>().RunAsync(made.Key.Reveal(), null, false, IPAddress.Parse("203.0.113.9"), Ending)).Succeeded.ShouldBeFalse();

        var newest = (await _business.Get<KeyEvents>().OfKeyAsync(customer.Caller, made.Entry.Id, null, null, Ending)).Value[0];
        (newest.Kind, newest.Ip, newest.Note).ShouldBe(("refused", "203.0.113.9", "ip not allowed"));
        // The period's end does not belong to it.
        (await _business.Get<KeyEvents>().OfKeyAsync(customer.Caller, made.Entry.Id, newest.At, newest.At, Ending)).Value.ShouldBeEmpty();
        (await _business.Get<KeyEvents>().OfKeyAsync(customer.Caller, made.Entry.Id, newest.At, null, Ending)).Value.Length.ShouldBe(1);
        // The account's log has them too, and that of a stranger has not.
        (await _business.Get<KeyEvents>().LoginsAsync(customer.Caller, null, null, Ending)).Value.Length.ShouldBe(5);
        (await _business.Get<KeyEvents>().LoginAsync((await _business.GivenCustomerWithCreditAsync(0)).Caller, newest.Id, Ending)).Failure!.Code.ShouldBe("accounts.login-unknown");
    }

    [Fact]
    public async Task A_login_is_told_by_mail_once_a_minute()
    {
        var (customer, made) = await GivenKeyAsync(new ApiKeyChange { Name = "one", Notify = NotifyMethod.Email, NotifyAddress = $"ops{Guid.NewGuid():N}@example.org" });
        for (var login = 0; login < 5; login++)
        {
            (await LoginAsync(made.Key)).Succeeded.ShouldBeTrue();
        }

        (await MailsAsync(made)).ShouldBe(1);
        _business.Clock.Advance(TimeSpan.FromMinutes(1));
        (await LoginAsync(made.Key)).Succeeded.ShouldBeTrue();
        (await MailsAsync(made)).ShouldBe(2);
        (await _business.ScalarAsync<int>($"select count(*) from mail_message where body like '%{made.Key.Reveal()}%'")).ShouldBe(0);
        (await KindsAsync(customer, made.Entry.Id)).Count(kind => kind == "login").ShouldBe(6);
    }

    private Task<int> MailsAsync(MadeApiKey made) => _business.ScalarAsync<int>($"select count(*) from mail_message where recipient = '{made.Entry.NotifyAddress}'");

    private async Task<(Customer Customer, MadeApiKey Made)> GivenKeyAsync(ApiKeyChange wanted)
    {
        var customer = await _business.GivenCustomerWithCreditAsync(0);
        return (customer, (await Keys.AddAsync(customer.Caller, wanted, Ending)).Value);
    }

    private async Task<string[]> KindsAsync(Customer customer, ApiKeyId key) =>
        [.. (await _business.Get<KeyEvents>().OfKeyAsync(customer.Caller, key, null, null, Ending)).Value.Select(one => one.Kind)];

    private Task<Result<Session>> LoginAsync(Secret key, TimeSpan? life = null) => _business.Get<KeyLogin>().RunAsync(key.Reveal(), life, false, Peer, Ending);

    private ValueTask<Result<Session>> FindAsync(Session session) => _business.Get<Sessions>().FindAsync(session.Token, Peer, Ending);
}

public sealed class ApiKeysOnSqlite(OnSqlite store) : ApiKeyStoreTests(store), IClassFixture<OnSqlite>;

public sealed class ApiKeysOnPostgreSql(OnPostgreSql store) : ApiKeyStoreTests(store), IClassFixture<OnPostgreSql>;
