using System.Text.Json;
using Shouldly;
using Slipway.Testing;
using Slipway.Testing.Databases;
using Xunit;

namespace Slipway.EndToEnd;

/// <summary>The program as an operator handles it.</summary>
public sealed class DaemonTests
{
    [Fact]
    public async Task SIGTERM_ends_it_cleanly_and_nothing_is_left_locked()
    {
        await using var daemon = await Slipwayd.StartedAsync("fake");
        File.Exists(Path.Combine(daemon.Data, "slipwayd.lock")).ShouldBeTrue();
        (await daemon.TerminateAsync()).ShouldBe(0);
        File.Exists(Path.Combine(daemon.Data, "slipwayd.lock")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_second_daemon_on_the_same_data_is_told_so()
    {
        await using var daemon = await Slipwayd.StartedAsync("fake");
        var (code, output) = await Slipwayd.RunAsync("serve", "--data", daemon.Data, "--urls", "http://127.0.0.1:1", "--driver", "fake");
        code.ShouldBe(1);
        output.ShouldContain($"another slipwayd works in {daemon.Data}");
        output.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task An_account_has_the_key_the_credit_and_the_currency_that_were_asked_for()
    {
        await using var daemon = await Slipwayd.StartedAsync("fake");
        var (code, output) = await Slipwayd.RunAsync(
            "admin", "create-account", "--data", daemon.Data, "--email", "bob@example.org", "--credit", "12.34", "--currency", "USD", "--auto-pay", "off", "--key", "0123456789abcdef-0123456789abcdef");
        code.ShouldBe(0, output);
        var account = JsonDocument.Parse(output).RootElement;
        account.GetProperty("api_key").GetString().ShouldBe("0123456789abcdef-0123456789abcdef");
        account.GetProperty("currency").GetString().ShouldBe("USD");

        var login = (await daemon.PostAsync("auth", ("action", "login"), ("key", "0123456789abcdef-0123456789abcdef"))).GetProperty("result");
        login.GetProperty("customer_id").GetInt32().ShouldBe(account.GetProperty("id").GetInt32());
        login.GetProperty("billing_options").GetProperty("auto_pay").GetInt32().ShouldBe(0);
        var client = await daemon.PostAsync("whmcs", ("action", "get_client"), ("token", login.GetProperty("token").GetString()!));
        client.GetProperty("client").GetProperty("credit").GetString().ShouldBe("12.34");
    }

    [Theory]
    [InlineData("--email", "bob@example.org", "--credit", "-1")]
    [InlineData("--email", "no address", "--credit", "1")]
    [InlineData("--email", "bob@example.org", "--key", "short")]
    public async Task A_wrong_account_is_refused_in_one_line(params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("sw-").FullName;
        var (code, output) = await Slipwayd.RunAsync(["admin", "create-account", "--data", folder, .. arguments]);
        code.ShouldNotBe(0);
        output.ShouldStartWith("slipwayd: ");
        output.Trim().Split('\n').Length.ShouldBe(1, output);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task On_PostgreSQL_everything_is_the_same()
    {
        var cluster = await PostgreSqlCluster.StartedAsync();
        var database = cluster.ConnectionTo(await cluster.CreateAsync());
        await using var daemon = await Slipwayd.StartedAsync("fake", database, ("Fake:DeploySeconds", "0"));
        var customer = await daemon.CustomerAsync(credit: 5);
        var first = await customer.OrderAsync("Abcd1234", ("idempotency_key", "one"));
        (await customer.OrderAsync("Abcd1234", ("idempotency_key", "one"))).ShouldBe(first);
        await customer.ReadyAsync(first, seconds: 30);
        (await daemon.TerminateAsync()).ShouldBe(0);
        await daemon.StartAsync();
        (await customer.CreditAsync()).ShouldBe(5 - 3.10m);
        File.Exists(Path.Combine(daemon.Data, "slipway.db")).ShouldBeFalse();
    }
}
