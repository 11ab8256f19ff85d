using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shouldly;
using Slipway.Accounts;
using Slipway.Machines;
using Slipway.Provisioning;
using Slipway.Servers;
using Slipway.Testing;
using Slipway.Testing.Databases;
using Xunit;

namespace Slipway.Tests.Provisioning;

public abstract class EraseRecordStoreTests(StoreFixture store)
{
    private readonly Business _business = store.Business;

    [Fact]
    public async Task A_record_says_what_was_done_and_any_program_can_verify_it()
    {
        var (customer, server) = await GivenServerAsync(_business);
        await AddAsync(_business, customer, server);

        var record = (await _business.Get<EraseQueries>().OfAsync(customer.Caller, server, CancellationToken.None)).Value.Single();

        record.ErasedAt.ShouldBe(Report.EndedAt);
        JsonSerializer.Serialize(record.Report).ShouldBe(JsonSerializer.Serialize(Report));
        var parts = record.Signed.Split('.');
        var header = JsonDocument.Parse(Text(parts[0])).RootElement;
        header.GetProperty("alg").GetString().ShouldBe("ES256");
        var payload = JsonDocument.Parse(Text(parts[1])).RootElement;
        payload.EnumerateObject().Select(member => member.Name).ShouldBe(["iss", "server", "machine", "node", "reason", "method", "disks", "started", "ended", "iat", "jti"]);
        payload.GetProperty("iss").GetString().ShouldBe(_business.Get<PublicOptions>().Url);
        payload.GetProperty("server").GetInt32().ShouldBe(server.Value);
        payload.GetProperty("reason").GetString().ShouldBe("removal");
        payload.GetProperty("started").GetString().ShouldBe("2026-03-31T11:59:58.000Z");
        payload.GetProperty("ended").GetString().ShouldBe("2026-03-31T11:59:59.500Z");
        payload.GetProperty("iat").GetInt64().ShouldBe(_business.Clock.GetUtcNow().ToUnixTimeSeconds());
        payload.GetProperty("disks")[0].GetRawText().ShouldBe(
            $$"""{"name":"disk.qcow2","bytes":1234567890123,"samples":258,"sample_bytes":1056768,"sample_sha256":"{{Report.Disks[0].SampleSha256}}"}""");

        // With nothing of ours but the published key.
        var key = (await KeysAsync(_business)).Single(jwk => jwk.GetProperty("kid").GetString() == header.GetProperty("kid").GetString());
        using var ecdsa = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = Bytes(key.GetProperty("x").GetString()!), Y = Bytes(key.GetProperty("y").GetString()!) } });
        ecdsa.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Bytes(parts[2]), HashAlgorithmName.SHA256).ShouldBeTrue();
        (await IsValidAsync(record.Signed)).ShouldBeTrue();
        (await IsValidAsync($"  {record.Signed}\n")).ShouldBeTrue();

        // RFC 7638: the members that are required, in their order.
        var thumbprint = SHA256.HashData(Encoding.UTF8.GetBytes($$"""{"crv":"P-256","kty":"EC","x":"{{key.GetProperty("x").GetString()}}","y":"{{key.GetProperty("y").GetString()}}"}"""));
        Bytes(key.GetProperty("kid").GetString()!).ShouldBe(thumbprint);
        key.TryGetProperty("d", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_changed_record_is_not_valid()
    {
        var (customer, server) = await GivenServerAsync(_business);
        await AddAsync(_business, customer, server);
        var record = (await _business.Get<EraseQueries>().AnyAsync(server, CancellationToken.None)).Value.Single().Signed;
        var parts = record.Split('.');
        (await IsValidAsync(record)).ShouldBeTrue();

        var other = Text(parts[1]).Replace("removal", "reinstallation", StringComparison.Ordinal);
        (await IsValidAsync($"{parts[0]}.{Code(other)}.{parts[2]}")).ShouldBeFalse();
        (await IsValidAsync($"{parts[0]}.{parts[1]}.{parts[2][..^4]}AAAA")).ShouldBeFalse();
        (await IsValidAsync($"{parts[0]}.{parts[1]}.")).ShouldBeFalse();
        (await IsValidAsync($"{Code("""{"alg":"none"}""")}.{parts[1]}.")).ShouldBeFalse();
        (await IsValidAsync("nonsense")).ShouldBeFalse();
        (await IsValidAsync("")).ShouldBeFalse();

        // Signed, but by somebody else; also when he takes our key's name, or the public key for a password.
        var kid = JsonDocument.Parse(Text(parts[0])).RootElement.GetProperty("kid").GetString();
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var claim = $"{Code($$"""{"alg":"ES256","kid":"{{kid}}","typ":"JWT"}""")}.{parts[1]}";
        (await IsValidAsync($"{claim}.{Code(stranger.SignData(Encoding.ASCII.GetBytes(claim), HashAlgorithmName.SHA256))}")).ShouldBeFalse();
        var mac = $"{Code($$"""{"alg":"HS256","kid":"{{kid}}","typ":"JWT"}""")}.{parts[1]}";
        var jwk = (await _business.Get<EraseQueries>().KeysAsync(CancellationToken.None))[0];
        (await IsValidAsync($"{mac}.{Code(HMACSHA256.HashData(Encoding.UTF8.GetBytes(jwk), Encoding.ASCII.GetBytes(mac)))}")).ShouldBeFalse();
    }

    [Fact]
    public async Task Told_again_it_is_one_record_and_of_another_disk_or_for_another_reason_another()
    {
        var (customer, server) = await GivenServerAsync(_business);
        await AddAsync(_business, customer, server);
        await AddAsync(_business, customer, server);
        await _business.Database.InTransactionAsync<Unit>(
            async transaction =>
            {
                _ = await _business.Get<EraseRecords>().AddAsync(transaction, server, customer.Id, EraseReason.Removal, "NL-1", Report);
                return await _business.Get<EraseRecords>().AddAsync(transaction, server, customer.Id, EraseReason.Removal, "NL-1", Report);
            },
            CancellationToken.None);
        (await CountAsync(server)).ShouldBe(1);

        await AddAsync(_business, customer, server, EraseReason.Reinstallation);
        (await CountAsync(server)).ShouldBe(2);
        await AddAsync(_business, customer, server, report: Report with { EndedAt = Report.EndedAt.AddSeconds(1) });
        (await CountAsync(server)).ShouldBe(3);
    }

    [Fact]
    public async Task Only_its_customer_reads_it_also_when_the_server_is_gone()
    {
        var (customer, server) = await GivenServerAsync(_business);
        var (stranger, others) = await GivenServerAsync(_business);
        await AddAsync(_business, customer, server);
        var queries = _business.Get<EraseQueries>();

        (await queries.OfAsync(stranger.Caller, server, CancellationToken.None)).Failure.ShouldBe(ServerFailures.Unknown(server));
        (await queries.OfAsync(customer.Caller, new ServerId(999_999), CancellationToken.None)).Failure.ShouldBe(ServerFailures.Unknown(new ServerId(999_999)));
        (await queries.OfAsync(new Caller(customer.Id, others), server, CancellationToken.None)).Failure.ShouldBe(ServerFailures.Unknown(server));
        (await queries.OfAsync(new Caller(customer.Id, server), server, CancellationToken.None)).Value.Count.ShouldBe(1);
        (await queries.OfAsync(stranger.Caller, others, CancellationToken.None)).Value.ShouldBeEmpty();

        await _business.Database.InTransactionAsync(
            transaction => transaction.ExecuteAsync("update servers_server set state = @gone where id = @id", ("gone", (int)ServerState.Terminated), ("id", server.Value)), CancellationToken.None);
        (await queries.OfAsync(customer.Caller, server, CancellationToken.None)).Value.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Daemons_that_sign_their_first_record_at_the_same_time_make_one_key()
    {
        await using var database = await TestDatabase.CreateAsync(store.Kind);
        await using var one = await Business.OnAsync(database);
        await using var two = await Business.OnAsync(database);
        await one.GivenStockAsync();
        var (customer, server) = await GivenServerAsync(one);
        // Both have the sealer's keys of the folder, as two processes on one machine would.
        var at = Enumerable.Range(0, 24).Select(number => Report with { EndedAt = Report.EndedAt.AddSeconds(number) });

        await Task.WhenAll(at.Select((report, number) => Task.Run(() => AddAsync(number % 2 == 0 ? one : two, customer, server, report: report))));

        (await KeysAsync(one)).Count.ShouldBe(1);
        var records = (await one.Get<EraseQueries>().AnyAsync(server, CancellationToken.None)).Value;
        records.Count.ShouldBe(24);
        foreach (var record in records)
        {
            (await two.Get<VerifyEraseRecord>().RunAsync(record.Signed, CancellationToken.None)).Succeeded.ShouldBeTrue();
        }
    }

    [Fact]
    public async Task A_key_is_sealed_and_when_it_cannot_be_opened_another_signs_and_the_old_records_hold()
    {
        await using var database = await TestDatabase.CreateAsync(store.Kind);
        var one = await Business.OnAsync(database);
        await one.GivenStockAsync();
        var (customer, server) = await GivenServerAsync(one);
        await AddAsync(one, customer, server);
        (await one.ScalarAsync<string>("select sealed_private_key from servers_signing_key"))!.ShouldStartWith("CfDJ8");
        await one.DisposeAsync();
        Directory.Delete(Path.Combine(database.Folder, "keys"), recursive: true);

        await using var two = await Business.OnAsync(database, clock: one.Clock);
        two.Clock.Advance(TimeSpan.FromDays(1));
        await AddAsync(two, customer, server, EraseReason.Reinstallation);
        await AddAsync(two, customer, server, EraseReason.Reinstallation, Report with { StartedAt = Report.StartedAt.AddDays(-1) });

        (await KeysAsync(two)).Count.ShouldBe(2);
        var records = (await two.Get<EraseQueries>().AnyAsync(server, CancellationToken.None)).Value;
        records.Count.ShouldBe(3);
        foreach (var record in records)
        {
            (await two.Get<VerifyEraseRecord>().RunAsync(record.Signed, CancellationToken.None)).Succeeded.ShouldBeTrue();
        }
    }

    [Fact]
    public async Task What_is_rolled_back_leaves_neither_record_nor_key()
    {
        await using var database = await TestDatabase.CreateAsync(store.Kind);
        await using var business = await Business.OnAsync(database);
        await business.GivenStockAsync();
        var (customer, server) = await GivenServerAsync(business);

        (await business.Database.InTransactionAsync<Unit>(
            async transaction =>
            {
                _ = await business.Get<EraseRecords>().AddAsync(transaction, server, customer.Id, EraseReason.Removal, "NL-1", Report);
                return ServerFailures.Unknown(server);
            },
            CancellationToken.None)).Succeeded.ShouldBeFalse();
        (await KeysAsync(business)).ShouldBeEmpty();

        await AddAsync(business, customer, server);
        (await KeysAsync(business)).Count.ShouldBe(1);
        (await business.Get<EraseQueries>().AnyAsync(server, CancellationToken.None)).Value.Count.ShouldBe(1);
    }

    private static readonly EraseReport Report = new(
        "one pass of zeros", [new ErasedDisk("disk.qcow2", 1_234_567_890_123, 258, 1_056_768, Convert.ToHexStringLower(SHA256.HashData(new byte[1_056_768])))],
        new DateTimeOffset(2026, 3, 31, 11, 59, 58, TimeSpan.Zero), new DateTimeOffset(2026, 3, 31, 11, 59, 59, 500, TimeSpan.Zero));

    private static async Task<(Customer Customer, ServerId Server)> GivenServerAsync(Business business)
    {
        var customer = await business.GivenCustomerWithCreditAsync(50);
        return (customer, (await business.OrderAsync(customer)).Value.ServerId);
    }

    private static async Task AddAsync(Business business, Customer customer, ServerId server, EraseReason reason = EraseReason.Removal, EraseReport? report = null) =>
        (await business.Database.InTransactionAsync(
            transaction => business.Get<EraseRecords>().AddAsync(transaction, server, customer.Id, reason, "NL-1", report ?? Report), CancellationToken.None)).Succeeded.ShouldBeTrue();

    private static async Task<List<JsonElement>> KeysAsync(Business business) =>
        [.. (await business.Get<EraseQueries>().KeysAsync(CancellationToken.None)).Select(key => JsonDocument.Parse(key).RootElement)];

    private Task<long> CountAsync(ServerId server) => _business.ScalarAsync<long>($"select count(*) from servers_erasure where server_id = {server}");

    private async Task<bool> IsValidAsync(string record)
    {
        var verified = await _business.Get<VerifyEraseRecord>().RunAsync(record, CancellationToken.None);
        return verified.Succeeded || (verified.Failure.Code == "provisioning.record-invalid" ? false : throw new InvalidOperationException($"{verified.Failure}"));
    }

    private static byte[] Bytes(string code) => System.Buffers.Text.Base64Url.DecodeFromChars(code);

    private static string Text(string code) => Encoding.UTF8.GetString(Bytes(code));

    private static string Code(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    private static string Code(string text) => Code(Encoding.UTF8.GetBytes(text));
}

public sealed class EraseRecordsOnSqlite(OnSqlite store) : EraseRecordStoreTests(store), IClassFixture<OnSqlite>;

public sealed class EraseRecordsOnPostgreSql(OnPostgreSql store) : EraseRecordStoreTests(store), IClassFixture<OnPostgreSql>;
