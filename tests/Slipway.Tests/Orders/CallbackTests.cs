using System.Net;
using System.Net.Sockets;
using System.Text;
using Shouldly;
using Slipway.Orders;
using Slipway.Testing;
using Slipway.Testing.Databases;
using Slipway.Workflows;
using Xunit;

namespace Slipway.Tests.Orders;

/// <summary>What arrives at a customer's own server when his is ready.</summary>
public sealed class CallbackTests
{
    [Fact]
    public async Task The_url_is_fetched_as_it_was_given_and_again_until_it_succeeds()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/modules/gateways/callback/x.php?hosting=7&b=%20c";
        var asked = AnswerAsync(listener, ["HTTP/1.1 503 Service Unavailable", "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/elsewhere", "HTTP/1.1 200 OK"]);

        (await RunAsync(url, allowPrivate: true)).ShouldBe("answered 200");

        (await asked).ShouldAllBe(line => line == $"GET /modules/gateways/callback/x.php?hosting=7&b=%20c HTTP/1.1");
    }

    [Fact]
    public async Task A_private_address_is_not_fetched()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        (await RunAsync($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/", allowPrivate: false)).ShouldBe("not called: the URL does not lead to a public address");

        listener.Pending().ShouldBeFalse();
    }

    /// <summary>Answers what the run says of it in the end. The server is the customer's before.</summary>
    private static async Task<string?> RunAsync(string url, bool allowPrivate)
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var business = await Business.OnAsync(database, settings: [("Orders:AllowPrivateCallbacks", allowPrivate ? "true" : "false")]);
        await business.GivenStockAsync();
        var customer = await business.GivenCustomerWithCreditAsync(50);
        var placed = (await business.OrderAsync(customer, Business.AnOrder() with { PostInstallCallback = url })).Value;
        await business.AdvanceToRestAsync(placed.Callback!.Value);
        (await business.Get<RunQueries>().FindAsync(placed.Callback.Value, TestContext.Current.CancellationToken))!.State.ShouldBe(RunState.Done, "nobody waits for the URL");
        var callback = await business.Database.ReadAsync(session => Runs.LiveAsync(session, Callback.SubjectOf(placed.Callback.Value)), TestContext.Current.CancellationToken);
        await business.AdvanceToRestAsync(callback!.Value);
        (await business.ScalarAsync<string>($"select state_json from workflows_run where async_key = '{callback.Value.Value}'"))!.ShouldNotContain("127.0.0.1", Case.Sensitive, "the URL may hold a secret");
        return await business.ScalarAsync<string>($"select note from workflows_journal where async_key = '{callback.Value.Value}' and outcome = 'done'");
    }

    private static async Task<IReadOnlyList<string>> AnswerAsync(TcpListener listener, IReadOnlyList<string> answers)
    {
        List<string> asked = [];
        foreach (var answer in answers)
        {
            using var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream);
            asked.Add(await reader.ReadLineAsync(TestContext.Current.CancellationToken) ?? "");
            while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { Length: > 0 })
            {
            }

            await stream.WriteAsync(Encoding.ASCII.GetBytes($"{answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), TestContext.Current.CancellationToken);
        }

        return asked;
    }
}
