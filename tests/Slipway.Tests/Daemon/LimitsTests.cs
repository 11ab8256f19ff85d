using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Slipway.Accounts;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Daemon;

/// <summary>How much may be asked, over real HTTP. The limits are so low that no machine is too slow to pass them.</summary>
public sealed class LimitsTests
{
    private const int Many = 200;

    private static readonly (string, string?) Counted = ("Limits:ExemptLoopback", "false");
    private static readonly (string, string?) NoAddressLimit = ("Limits:PerAddressPerSecond", "0");

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_of_a_limited_class_is_limited_and_another_one_is_not()
    {
        await using var host = await SlipwayHost.StartAsync(Counted, NoAddressLimit, ("Limits:Classes:slow:RequestsPerMinute", "1"), ("Limits:Classes:slow:Burst", "5"));
        var customer = await host.GivenCustomerWithCreditAsync(0);
        var slow = (await host.Services.GetRequiredService<ApiKeys>().AddAsync(customer.Caller, new ApiKeyChange { Name = "slow", RateClass = "slow" }, Ending)).Value;
        var (slowToken, freeToken) = (await TokenAsync(host, slow.Key), await TokenAsync(host, customer.Key));

        using var refused = await UntilRefusedAsync(host, "/eq.php", ("action", "list"), ("token", slowToken));
        refused.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
        refused.Headers.RetryAfter.Delta.Value.ShouldBeLessThanOrEqualTo(TimeSpan.FromMinutes(1));
        (await TextAsync(refused)).ShouldStartWith("eq/list: too many requests; wait ");

        // A second token of the same key is no way around it; the other key goes on.
        var again = await TokenAsync(host, slow.Key);
        using var still = await PostAsync(host, "/eq.php", ("action", "list"), ("token", again));
        still.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        for (var request = 0; request < 50; request++)
        {
            using var answer = await PostAsync(host, "/eq.php", ("action", "list"), ("token", freeToken));
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task An_address_is_limited_before_it_has_a_session()
    {
        await using var host = await SlipwayHost.StartAsync(Counted, ("Limits:PerAddressPerSecond", "1"), ("Public:TrustedProxies", "127.0.0.1,::1"));
        // Two requests a second at most can be taken back while these are made.
        using var refused = await UntilRefusedAsync(host, "/presets.php", "203.0.113.1", ("action", "list"));
        (await TextAsync(refused)).ShouldContain("too many requests");

        using var other = await PostFromAsync(host, "/presets.php", "203.0.113.2", ("action", "list"));
        other.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Who_polls_his_job_too_often_is_told_to_wait_and_not_that_it_is_over()
    {
        await using var host = await SlipwayHost.StartAsync(Counted, ("Limits:PerAddressPerSecond", "1"), ("Public:TrustedProxies", "127.0.0.1,::1"));
        using var refused = await UntilRefusedAsync(host, "/presets.php", "203.0.113.1", ("action", "list"));

        HttpResponseMessage? waits = null;
        for (var request = 0; request < Many && waits is null; request++)
        {
            var answer = await PostFromAsync(host, "/eq_callback.php", "203.0.113.1", ("action", "check"), ("key", "00000000000000000000000000000000"));
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            waits = answer.Headers.RetryAfter is null ? null : answer;
        }

        using var json = JsonDocument.Parse(await waits.ShouldNotBeNull().Content.ReadAsStringAsync(Ending));
        json.RootElement.GetProperty("result").GetString().ShouldBe("Not ready");
    }

    [Fact]
    public async Task An_address_of_version_6_is_its_network()
    {
        await using var host = await SlipwayHost.StartAsync(Counted, ("Limits:PerAddressPerSecond", "1"), ("Public:TrustedProxies", "127.0.0.0/8,::1"));
        HttpResponseMessage? refused = null;
        for (var request = 0; request < Many && refused is null; request++)
        {
            var answer = await PostFromAsync(host, "/presets.php", $"2001:db8:1:2::{request + 1:x}", ("action", "list"));
            refused = answer.StatusCode == HttpStatusCode.TooManyRequests ? answer : null;
        }

        refused.ShouldNotBeNull("each address of one network had a limit of its own");
        using var neighbour = await PostFromAsync(host, "/presets.php", "2001:db8:1:3::1", ("action", "list"));
        neighbour.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_wrong_token_counts_for_the_address_and_a_right_one_for_its_key()
    {
        await using var host = await SlipwayHost.StartAsync(Counted, ("Limits:PerAddressPerSecond", "1"), ("Public:TrustedProxies", "127.0.0.1"));
        var customer = await host.GivenCustomerWithCreditAsync(0);
        var token = await TokenAsync(host, customer.Key);
        for (var request = 0; request < 50; request++)
        {
            using var answer = await PostFromAsync(host, "/eq.php", "203.0.113.1", ("action", "list"), ("token", token));
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        using var refused = await UntilRefusedAsync(host, "/eq.php", "203.0.113.3", ("action", "list"), ("token", "0123456789abcdef0123456789abcdef"));
        (await TextAsync(refused)).ShouldNotContain("token");
    }

    [Fact]
    public async Task Logins_with_a_password_are_limited_also_from_this_box()
    {
        await using var host = await SlipwayHost.StartAsync(("Limits:PasswordLoginsPerMinute", "2"));

        using var refused = await UntilRefusedAsync(host, "/auth.php", ("action", "whmcslogin"), ("user", "nobody@example.org"), ("password", "wrong"));

        (await TextAsync(refused)).ShouldStartWith("auth/whmcslogin: too many requests");
    }

    [Fact]
    public async Task A_user_is_limited_from_wherever_the_guesses_come()
    {
        await using var host = await SlipwayHost.StartAsync(("Limits:PasswordLoginsPerMinute", "2"), ("Public:TrustedProxies", "127.0.0.1"));
        HttpResponseMessage? refused = null;
        for (var request = 0; request < 50 && refused is null; request++)
        {
            var answer = await PostFromAsync(host, "/auth.php", $"203.0.113.{request + 1}", ("action", "whmcslogin"), ("user", request % 2 == 0 ? "nobody@example.org" : " Nobody@Example.org"), ("password", "wrong"));
            refused = answer.StatusCode == HttpStatusCode.TooManyRequests ? answer : null;
        }

        refused.ShouldNotBeNull();
    }

    [Fact]
    public async Task So_many_requests_of_an_address_at_once_and_no_more()
    {
        await using var host = await SlipwayHost.StartAsync(Counted, NoAddressLimit, ("Limits:ConcurrentPerAddress", "1"));
        // One that sends half of its body keeps the place.
        using var slow = new System.Net.Sockets.TcpClient();
        await slow.ConnectAsync(host.Client.BaseAddress!.Host, host.Client.BaseAddress.Port, Ending);
        await slow.GetStream().WriteAsync("POST /presets.php HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 20\r\n\r\naction="u8.ToArray(), Ending);

        using var refused = await UntilRefusedAsync(host, "/presets.php", ("action", "list"));
        (await TextAsync(refused)).ShouldContain("too many requests");
        await slow.GetStream().WriteAsync("list&x=123456"u8.ToArray(), Ending);
        var answer = new byte[64];
        await slow.GetStream().ReadExactlyAsync(answer.AsMemory(0, 15), Ending);
        System.Text.Encoding.ASCII.GetString(answer, 0, 15).ShouldBe("HTTP/1.1 200 OK");
    }

    [Fact]
    public async Task A_body_that_does_not_come_ends_with_an_answer()
    {
        await using var host = await SlipwayHost.StartAsync(("Limits:RequestSeconds", "1"));
        using var slow = new System.Net.Sockets.TcpClient();
        await slow.ConnectAsync(host.Client.BaseAddress!.Host, host.Client.BaseAddress.Port, Ending);
        await slow.GetStream().WriteAsync("POST /presets.php HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 20\r\n\r\naction="u8.ToArray(), Ending);

        var answer = "";
        var buffer = new byte[4096];
        while (!answer.Contains("took longer than 1 seconds", StringComparison.Ordinal) && await slow.GetStream().ReadAsync(buffer, Ending) is > 0 and var read)
        {
            answer += System.Text.Encoding.ASCII.GetString(buffer, 0, read);
        }

        answer.ShouldStartWith("HTTP/1.1 503 ");
        answer.ShouldContain("\"result\":-1");
    }

    [Fact]
    public async Task This_box_is_not_counted_unless_a_proxy_speaks_for_others()
    {
        await using var host = await SlipwayHost.StartAsync(("Limits:PerAddressPerSecond", "1"));
        for (var request = 0; request < 50; request++)
        {
            using var answer = await PostAsync(host, "/presets.php", ("action", "list"));
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        // A proxy that nobody has named: it is one address, and counted.
        using var refused = await UntilRefusedAsync(host, "/presets.php", "203.0.113.1", ("action", "list"));
    }

    [Fact]
    public async Task What_a_stranger_says_of_his_address_is_not_believed_and_a_trusted_proxy_is()
    {
        await using var untrusting = await SlipwayHost.StartAsync();
        await using var trusting = await SlipwayHost.StartAsync(("Public:TrustedProxies", "127.0.0.1"));
        foreach (var (host, expected) in new[] { (untrusting, "api key is disabled"), (trusting, "") })
        {
            var customer = await host.GivenCustomerWithCreditAsync(0);
            var made = (await host.Services.GetRequiredService<ApiKeys>().AddAsync(customer.Caller, new ApiKeyChange { Name = "office", AllowedIps = "203.0.113.7" }, Ending)).Value;

            using var answer = await PostFromAsync(host, "/auth.php", "203.0.113.7", ("action", "login"), ("key", made.Key.Reveal()));
            var text = await answer.Content.ReadAsStringAsync(Ending);
            text.Contains("ip not allowed", StringComparison.Ordinal).ShouldBe(expected.Length > 0, text);
            // Whatever the customer writes before it, the address that the proxy has seen counts.
            using var forged = await PostFromAsync(host, "/auth.php", "203.0.113.7, 198.51.100.9", ("action", "login"), ("key", made.Key.Reveal()));
            (await forged.Content.ReadAsStringAsync(Ending)).ShouldContain("ip not allowed");
        }
    }

    [Fact]
    public async Task A_hundred_tokens_of_one_key_work_at_the_same_time()
    {
        await using var host = await SlipwayHost.StartAsync(Counted);
        var customer = await host.GivenCustomerWithCreditAsync(0);
        var tokens = new List<string>();
        while (tokens.Count < 120)
        {
            tokens.Add(await TokenAsync(host, customer.Key));
        }

        tokens.Distinct().Count().ShouldBe(120);
        foreach (var token in tokens)
        {
            using var answer = await PostAsync(host, "/auth.php", ("action", "info"), ("token", token));
            (await answer.Content.ReadAsStringAsync(Ending)).ShouldContain($"\"token\":\"{token}\"");
        }
    }

    [Fact]
    public async Task A_webhook_hears_of_a_login_and_a_private_address_is_not_called()
    {
        using var listener = new HttpListener();
        var port = FreePort();
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        await using var open = await SlipwayHost.StartAsync(("Accounts:AllowPrivateWebhooks", "true"));
        var customer = await open.GivenCustomerWithCreditAsync(0);
        var made = (await open.Services.GetRequiredService<ApiKeys>().AddAsync(
            customer.Caller, new ApiKeyChange { Name = "ci", Notify = NotifyMethod.Webhook, NotifyAddress = $"http://127.0.0.1:{port}/hook?secret=1" }, Ending)).Value;
        var heard = listener.GetContextAsync();

        await TokenAsync(open, made.Key);

        var call = await heard.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, Ending);
        using (var json = await JsonDocument.ParseAsync(call.Request.InputStream, cancellationToken: Ending))
        {
            call.Request.HttpMethod.ShouldBe("POST");
            json.RootElement.GetProperty("event").GetString().ShouldBe("login");
            json.RootElement.GetProperty("api_key_id").GetInt32().ShouldBe(made.Entry.Id.Value);
            json.RootElement.GetRawText().ShouldNotContain(made.Key.Reveal());
        }

        call.Response.Close();
        open.Log.ToString().ShouldNotContain("secret=1");
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<string> TokenAsync(SlipwayHost host, Secret key) =>
        (await host.PostAsync("/auth.php", ("action", "login"), ("key", key.Reveal()))).GetProperty("result").GetProperty("token").GetString()!;

    private static Task<HttpResponseMessage> UntilRefusedAsync(SlipwayHost host, string path, params (string, string)[] fields) => UntilRefusedAsync(host, path, null, fields);

    private static async Task<HttpResponseMessage> UntilRefusedAsync(SlipwayHost host, string path, string? from, params (string, string)[] fields)
    {
        for (var request = 0; request < Many; request++)
        {
            var answer = await PostFromAsync(host, path, from, fields);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
            {
                return answer;
            }

            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            answer.Dispose();
        }

        throw new TimeoutException($"{Many} requests, and none too many.");
    }

    private static Task<HttpResponseMessage> PostAsync(SlipwayHost host, string path, params (string, string)[] fields) => PostFromAsync(host, path, null, fields);

    private static async Task<HttpResponseMessage> PostFromAsync(SlipwayHost host, string path, string? from, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))) };
        if (from is not null)
        {
            request.Headers.Add("X-Forwarded-For", from);
        }

        return await host.Client.SendAsync(request, Ending);
    }

    /// <summary>A refusal in the usual envelope, without words that make a client log in again or forget a server.</summary>
    private static async Task<string> TextAsync(HttpResponseMessage refused)
    {
        refused.Headers.RetryAfter?.Delta.ShouldNotBeNull();
        refused.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        using var json = JsonDocument.Parse(await refused.Content.ReadAsStringAsync(Ending));
        json.RootElement.GetProperty("result").GetInt32().ShouldBe(-1);
        json.RootElement.GetProperty("code").GetInt32().ShouldBe(-1);
        var text = json.RootElement.GetProperty("error").GetString()!;
        json.RootElement.GetProperty("message").GetString().ShouldBe(text);
        foreach (var word in new[] { "invalid token", "unauthorized", "not authorized", "token expired", "not found", "no such", "does not exist" })
        {
            text.ShouldNotContain(word);
        }

        return text;
    }
}
