using Shouldly;
using Slipway.Accounts;
using Slipway.Media;
using Slipway.Orders;
using Slipway.Testing;
using Slipway.Tests.Workflows.Checks;
using Slipway.Workflows;
using Xunit;

namespace Slipway.Tests.Media;

/// <summary>Whose an ISO image is, who may use it, and when it may go; on both databases.</summary>
public abstract class IsoStoreTests(StoreFixture store)
{
    private readonly Business _business = store.Business;

    private IsoLibrary Library => _business.Get<IsoLibrary>();

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_image_is_fetched_when_the_first_is_there_and_an_account_has_so_many()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(0);
        var first = (await UploadAsync(customer)).Value;
        var busy = (await UploadAsync(customer)).Failure!;
        busy.Facts.ShouldBeOfType<BusySubject>().Running.ShouldBe(first.Key);
        await ArrivesAsync(first);
        for (var number = 2; number <= 10; number++)
        {
            await ArrivesAsync((await UploadAsync(customer)).Value);
        }

        var refused = (await UploadAsync(customer)).Failure!;
        refused.Code.ShouldBe("media.too-many");
        refused.Message.ShouldContain("10 ISO images");
        (await Library.OwnAsync(customer.Caller, Ending)).Count.ShouldBe(10);
        (await Library.DeleteAsync(customer.Caller, first.Iso.Id, Ending)).Succeeded.ShouldBeTrue();
        File.Exists(_business.Get<IsoFolder>().PathOf(first.Iso.Id)).ShouldBeFalse();
        (await UploadAsync(customer)).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task Of_several_at_the_same_time_one_begins()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(0);

        var started = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => UploadAsync(customer)));

        started.Count(one => one.Succeeded).ShouldBe(1);
        (await Library.OwnAsync(customer.Caller, Ending)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_strangers_image_is_an_unknown_one_and_the_operators_is_everybodys()
    {
        var (customer, stranger) = (await _business.GivenCustomerWithCreditAsync(50), await _business.GivenCustomerWithCreditAsync(50));
        var (own, theirs) = ((await UploadAsync(customer)).Value, (await UploadAsync(stranger)).Value);
        await ArrivesAsync(own);
        await ArrivesAsync(theirs);
        var operators = (await Library.AddAsync(AnIso.In(store.Database.Folder), new IsoWords("Rescue", null, null), Ending)).Value;
        var server = (await _business.OrderAsync(customer)).Value.ServerId;
        await _business.DriveRunsAsync();

        (await Library.UsableAsync(customer.Caller, Ending)).Select(iso => iso.Id).ShouldContain(operators.Id);
        (await Library.UsableAsync(customer.Caller, Ending)).Select(iso => iso.Id).ShouldNotContain(theirs.Iso.Id);
        (await _business.Get<MountIso>().InsertAsync(customer.Caller, server, theirs.Iso.Id, null, Ending)).Failure!.Code.ShouldBe("media.unknown-iso");
        (await _business.Get<MountIso>().InsertAsync(stranger.Caller, server, theirs.Iso.Id, null, Ending)).Failure!.Code.ShouldBe("servers.unknown");
        (await Library.DeleteAsync(customer.Caller, theirs.Iso.Id, Ending)).Failure!.Code.ShouldBe("media.unknown-iso");
        (await Library.DeleteAsync(customer.Caller, operators.Id, Ending)).Failure!.Code.ShouldBe("media.unknown-iso");
        (await Library.DescribeAsync(customer.Caller, theirs.Iso.Id, new IsoWords("mine", null, null), Ending)).Failure!.Code.ShouldBe("media.unknown-iso");

        // In a drive it stays; taken out it can go, and with the server every drive is empty.
        (await _business.Get<MountIso>().InsertAsync(customer.Caller, server, null, "Rescue", Ending)).Succeeded.ShouldBeTrue();
        (await Library.DeleteAsync(null, operators.Id, Ending)).Failure!.Code.ShouldBe("media.iso-in-use");
        await _business.DriveRunsAsync();
        (await Library.DriveAsync(customer.Caller, server, Ending)).Value.IsoId.ShouldBe(operators.Id);
        (await Library.DeleteAsync(null, operators.Id, Ending)).Failure!.Message.ShouldContain($"server {server}");
        (await _business.Get<MountIso>().EjectAsync(customer.Caller, server, Ending)).Succeeded.ShouldBeTrue();
        await _business.DriveRunsAsync();
        (await Library.DriveAsync(customer.Caller, server, Ending)).Value.IsoId.ShouldBeNull();
        (await _business.Get<MountIso>().InsertAsync(customer.Caller, server, own.Iso.Id, null, Ending)).Succeeded.ShouldBeTrue();
        await _business.DriveRunsAsync();
        (await _business.Get<RequestCancellation>().RunAsync(customer.Caller, server, true, "test", Ending)).Succeeded.ShouldBeTrue();
        await _business.DriveRunsAsync();
        (await Library.DeleteAsync(customer.Caller, own.Iso.Id, Ending)).Succeeded.ShouldBeTrue();
        (await Library.DeleteAsync(null, operators.Id, Ending)).Succeeded.ShouldBeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("iso")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://example.org/a.iso")]
    [InlineData("https://user:password@example.org/a.iso")]
    [InlineData("http://")]
    public async Task A_url_that_is_none_is_refused(string url)
    {
        var customer = await _business.GivenCustomerWithCreditAsync(0);

        (await Library.UploadAsync(customer.Caller, url, null, new IsoWords(null, null, null), Ending)).Failure!.Code.ShouldBe("media.bad-url");
        (await Library.UploadAsync(customer.Caller, $"https://example.org/{new string('a', 1 << 20)}", null, new IsoWords(null, null, null), Ending)).Failure!.Code.ShouldBe("media.bad-url");
        (await Library.UploadAsync(customer.Caller, "https://example.org/a", "abc", new IsoWords(null, null, null), Ending)).Failure!.Code.ShouldBe("media.bad-sha256");
        (await Library.UploadAsync(customer.Caller, "https://example.org/a", null, new IsoWords(new string('n', 101), null, null), Ending)).Failure!.Code.ShouldBe("media.bad-text");
        (await Library.UploadAsync(customer.Caller, "https://example.org/a", null, new IsoWords("a\u001bb", null, null), Ending)).Failure!.Code.ShouldBe("media.bad-text");
        (await Library.OwnAsync(customer.Caller, Ending)).ShouldBeEmpty();
    }

    private Task<Result<StartedFetch>> UploadAsync(Customer customer) =>
        Library.UploadAsync(customer.Caller, "https://iso.example.net/a.iso?signature=secret", null, new IsoWords(null, null, null), Ending);

    /// <summary>As when it was fetched by a daemon that died before it could say so.</summary>
    private async Task ArrivesAsync(StartedFetch fetch)
    {
        fetch.Iso.Url.ShouldBe("https://iso.example.net/a.iso");
        var path = _business.Get<IsoFolder>().PathOf(fetch.Iso.Id);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Copy(AnIso.In(store.Database.Folder), path);
        await _business.AdvanceToRestAsync(fetch.Key);
        (await _business.Get<RunQueries>().FindAsync(fetch.Key, Ending))!.State.ShouldBe(RunState.Done);
        (await _business.ScalarAsync<string>($"select state_json from workflows_run where async_key = '{fetch.Key.Value}'"))!.ShouldNotContain("secret");
    }
}

public sealed class IsosOnSqliteTests(OnSqlite store) : IsoStoreTests(store), IClassFixture<OnSqlite>;

public sealed class IsosOnPostgreSqlTests(OnPostgreSql store) : IsoStoreTests(store), IClassFixture<OnPostgreSql>;
