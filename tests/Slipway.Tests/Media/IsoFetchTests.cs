using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Shouldly;
using Slipway.Media;
using Slipway.Testing;
using Slipway.Testing.Databases;
using Slipway.Tests.Workflows.Checks;
using Slipway.Workflows;
using Xunit;

namespace Slipway.Tests.Media;

/// <summary>What a URL gives becomes an image only when it is one, and what was expected, and not too much.</summary>
public sealed class IsoFetchTests
{
    private static readonly string Sum = Convert.ToHexStringLower(SHA256.HashData(AnIso.Bytes));

    private static string Whole => $"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {AnIso.Bytes.Length}";

    [Fact]
    public async Task An_image_is_fetched_and_its_sum_compared_and_told()
    {
        var (iso, file) = await FetchAsync(Sum.ToUpperInvariant(), (Whole, AnIso.Bytes));

        iso.Trouble.ShouldBeNull();
        (iso.Phase, iso.Bytes, iso.Sha256).ShouldBe((IsoPhase.Ready, AnIso.Bytes.Length, Sum));
        file.ShouldBe(AnIso.Bytes);
    }

    [Fact]
    public async Task Without_a_length_and_after_a_redirect_it_is_fetched_too()
    {
        var (iso, file) = await FetchAsync(null, ("HTTP/1.1 302 Found\r\nConnection: close\r\nContent-Length: 0\r\nLocation: /elsewhere.iso", []), ("HTTP/1.1 200 OK\r\nConnection: close", AnIso.Bytes));

        iso.Phase.ShouldBe(IsoPhase.Ready);
        iso.Name.ShouldBe("a.iso");
        file.ShouldBe(AnIso.Bytes);
    }

    [Fact]
    public async Task What_is_not_what_was_expected_is_refused()
    {
        var (iso, file) = await FetchAsync(new string('0', 64), (Whole, AnIso.Bytes));

        iso.Phase.ShouldBe(IsoPhase.Refused);
        iso.Trouble.ShouldNotBeNull().ShouldContain(Sum);
        file.ShouldBeNull();
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5", "hello", "no ISO 9660 image")]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0", "", "no ISO 9660 image")]
    [InlineData("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0", "", "HTTP 404")]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 8589934593", "", "too large: at most 8192 MiB")]
    [InlineData("HTTP/1.1 302 Found\r\nConnection: close\r\nContent-Length: 0\r\nLocation: file:///etc/passwd", "", "not http or https")]
    public async Task What_is_no_image_is_refused_and_says_why(string head, string body, string why)
    {
        var (iso, file) = await FetchAsync(null, (head, Encoding.ASCII.GetBytes(body)));

        iso.Phase.ShouldBe(IsoPhase.Refused);
        iso.Trouble.ShouldNotBeNull().ShouldContain(why);
        file.ShouldBeNull();
    }

    [Fact]
    public async Task What_breaks_off_is_tried_again()
    {
        var (iso, file) = await FetchAsync(null, (Whole, AnIso.Bytes[..1000]), ("HTTP/1.1 503 Busy\r\nConnection: close\r\nContent-Length: 0", []), (Whole, AnIso.Bytes));

        iso.Phase.ShouldBe(IsoPhase.Ready);
        file.ShouldBe(AnIso.Bytes);
    }

    [Fact]
    public async Task A_private_address_is_not_asked()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        var (iso, _) = await FetchAsync(null, listener, allowPrivate: false);

        iso.Phase.ShouldBe(IsoPhase.Refused);
        iso.Trouble.ShouldNotBeNull().ShouldContain("public address");
        listener.Pending().ShouldBeFalse();
    }

    [Theory]
    [InlineData(999, long.MaxValue)]
    [InlineData(long.MaxValue, 1000)]
    public async Task A_stream_that_does_not_end_is_cut_off(long most, long free)
    {
        using var endless = new MemoryStream(new byte[1000]);

        (await IsoFolder.CopyAsync(endless, Stream.Null, most, () => free, TestContext.Current.CancellationToken)).ShouldBeNull();
    }

    private static async Task<(Iso Iso, byte[]? File)> FetchAsync(string? sum, params (string Head, byte[] Body)[] answers)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answering = AnswerAsync(listener, answers);
        var fetched = await FetchAsync(sum, listener, allowPrivate: true);
        await answering;
        return fetched;
    }

    private static async Task<(Iso Iso, byte[]? File)> FetchAsync(string? sum, TcpListener listener, bool allowPrivate)
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var business = await Business.OnAsync(database, settings: [("Media:AllowPrivateUrls", allowPrivate ? "true" : "false")]);
        await business.PrepareAsync();
        var customer = await business.GivenCustomerWithCreditAsync(0);
        var library = business.Get<IsoLibrary>();
        var upload = (await library.UploadAsync(
            customer.Caller, $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/a.iso", sum, new IsoWords(null, null, null), TestContext.Current.CancellationToken)).Value;
        await Facts.UntilAsync("the run is over", async () =>
        {
            // Its clock does not go by itself, or it would be late at once.
            while (await business.Get<RunExecutor>().AdvanceAsync(upload.Key, CancellationToken.None) is { } pause && pause == TimeSpan.Zero)
            {
            }

            return await business.Get<RunQueries>().FindAsync(upload.Key, CancellationToken.None) is { EndedAt: not null };
        });
        var path = business.Get<IsoFolder>().PathOf(upload.Iso.Id);
        var folder = Path.GetDirectoryName(path)!;
        (Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.new") : []).ShouldBeEmpty();
        return ((await library.OwnAsync(customer.Caller, TestContext.Current.CancellationToken)).Single(), File.Exists(path) ? await File.ReadAllBytesAsync(path) : null);
    }

    private static async Task AnswerAsync(TcpListener listener, (string Head, byte[] Body)[] answers)
    {
        foreach (var (head, body) in answers)
        {
            using var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
            while (await reader.ReadLineAsync() is { Length: > 0 })
            {
            }

            await stream.WriteAsync(Encoding.ASCII.GetBytes($"{head}\r\n\r\n"));
            await stream.WriteAsync(body);
        }
    }
}
