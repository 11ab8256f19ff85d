using Shouldly;
using Slipway.Servers;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Servers;

public abstract class TagStoreTests(StoreFixture store)
{
    private readonly Business _business = store.Business;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    private Tags Tags => _business.Get<Tags>();

    [Fact]
    public async Task What_the_platform_has_set_is_hidden_and_cannot_be_changed()
    {
        var (customer, server) = await GivenServerAsync();
        await GivenInternalAsync(server, "rack", "A7");
        (await Tags.SetAsync(customer.Caller, server, "role", "web", null, Ending)).Succeeded.ShouldBeTrue();

        (await NamesAsync(customer, server, false)).ShouldBe(["hostname", "role"]);
        (await NamesAsync(customer, server, true)).ShouldBe(["hostname", "rack", "role"]);
        (await _business.Get<ServerQueries>().FindAsync(customer.Caller, server, Ending))!.Tags.Select(tag => tag.Name).ShouldBe(["role"]);
        (await Tags.SetAsync(customer.Caller, server, "rack", "B1", null, Ending)).Failure!.Code.ShouldBe("servers.tag-internal");
        (await Tags.RemoveAsync(customer.Caller, server, "rack", Ending)).Failure!.Code.ShouldBe("servers.tag-internal");
        (await Tags.ClearAsync(customer.Caller, server, Ending)).Value.ShouldBe(1);
        (await Tags.SearchAsync(customer.Caller, "A7", Ending)).Value.ShouldBeEmpty();

        (await NamesAsync(customer, server, true)).ShouldBe(["hostname", "rack"]);
        (await _business.ScalarAsync<string>($"select value from servers_tag where server_id = {server} and tag = 'rack'")).ShouldBe("A7");
    }

    [Theory]
    [InlineData("frank", true)]
    [InlineData("FRANK", true)]
    [InlineData("note", true)]
    [InlineData("NOTE", true)]
    [InlineData("ote", false)]
    [InlineData("hostname", true)]
    [InlineData("host", false)]
    [InlineData("name", false)]
    [InlineData("50%_off", true)]
    [InlineData("50%", true)]
    [InlineData("%", true)]
    [InlineData("f%k", false)]
    [InlineData("f_ank", false)]
    [InlineData("f.ank", false)]
    [InlineData("f*k", true)]
    [InlineData("*", true)]
    [InlineData("fr*50%*off", true)]
    [InlineData("off*frank", false)]
    [InlineData("[a-z]", false)]
    [InlineData("(((((", false)]
    [InlineData("\\", false)]
    [InlineData("web-01", true)]
    public async Task A_search_takes_every_sign_for_itself_but_the_star(string text, bool isFound)
    {
        var (customer, server) = await GivenServerAsync();
        (await Tags.SetAsync(customer.Caller, server, "note", "frank, 50%_off", null, Ending)).Succeeded.ShouldBeTrue();

        (await Tags.SearchAsync(customer.Caller, text, Ending)).Value.ShouldBe(isFound ? [server] : []);
    }

    [Fact]
    public async Task Nobody_finds_or_changes_the_tags_of_others()
    {
        var (customer, server) = await GivenServerAsync();
        var (stranger, _) = await GivenServerAsync();
        (await Tags.SetAsync(customer.Caller, server, "role", "secret-project", null, Ending)).Succeeded.ShouldBeTrue();

        (await Tags.SearchAsync(stranger.Caller, "secret-project", Ending)).Value.ShouldBeEmpty();
        (await Tags.SearchAsync(customer.Caller with { OnlyServer = new ServerId(1) }, "secret-project", Ending)).Value.ShouldBeEmpty();
        (await Tags.ListAsync(stranger.Caller, server, true, Ending)).Failure.ShouldBe(ServerFailures.Unknown(server));
        (await Tags.ClearAsync(stranger.Caller, server, Ending)).Failure.ShouldBe(ServerFailures.Unknown(server));
        (await Tags.SearchAsync(customer.Caller, "secret-project", Ending)).Value.ShouldBe([server]);
    }

    [Fact]
    public async Task No_tag_of_any_kind_holds_what_an_order_keeps_secret()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(100);
        var placed = (await _business.OrderAsync(customer, Business.AnOrder() with { RootPassword = new Secret("Zq9-hidden_Root"), PostInstallScript = new Secret("echo hidden-word") })).Value;
        await _business.AdvanceToRestAsync(placed.Callback!.Value);
        (await Tags.SetAsync(customer.Caller, placed.ServerId, "root_pass", "Zq9-hidden_Root", null, Ending)).Failure!.Code.ShouldBe("servers.tag-invalid");

        (await _business.ScalarAsync<int>("select count(*) from servers_tag where value like '%hidden%' or extra like '%hidden%' or tag like '%pass%'")).ShouldBe(0);
    }

    private async Task<string[]> NamesAsync(Customer customer, ServerId server, bool isInternal) =>
        [.. (await Tags.ListAsync(customer.Caller, server, isInternal, Ending)).Value.Select(tag => tag.Name)];

    private Task GivenInternalAsync(ServerId server, string name, string value) => _business.Database.InTransactionAsync(
        transaction => transaction.ExecuteAsync(
            "insert into servers_tag (server_id, tag, value, extra, internal) values (@server, @name, @value, '', 1)", ("server", server.Value), ("name", name), ("value", value)),
        Ending);

    private async Task<(Customer Customer, ServerId Server)> GivenServerAsync()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(100);
        return (customer, (await _business.OrderAsync(customer)).Value.ServerId);
    }
}

public sealed class TagsOnSqlite(OnSqlite store) : TagStoreTests(store), IClassFixture<OnSqlite>;

public sealed class TagsOnPostgreSql(OnPostgreSql store) : TagStoreTests(store), IClassFixture<OnPostgreSql>;
