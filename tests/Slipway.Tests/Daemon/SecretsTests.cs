using System.Text;
using Microsoft.Data.Sqlite;
using Shouldly;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Daemon;

/// <summary>What a customer keeps to himself is in no file and in no line of the log, however a whole order goes.</summary>
public sealed class SecretsTests
{
    private const string Password = "Zq9-hidden_Root+Pw";
    private const string ScriptWord = "hidden-word-of-the-script-5f3a";
    private const string SshKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl eva@example.org";

    [Fact]
    public async Task No_secret_of_an_order_that_succeeds_is_left_anywhere()
    {
        await using var host = await StartAsync();
        var (customer, token) = await GivenSessionAsync(host);

        var server = await OrderAsync(host, token);
        await host.UntilActiveAsync(server);
        var mail = await host.UntilMailAsync(server.Id.ToString());
        mail.ShouldContain("web-01.example.org");

        await ShouldHideAsync(host, customer, token, isOver: true);
    }

    [Fact]
    public async Task No_secret_of_an_order_that_fails_is_left_anywhere()
    {
        await using var host = await StartAsync(("Fake:FailStep", "login"), ("Fake:FailKind", "Unsupported"));
        var (customer, token) = await GivenSessionAsync(host);

        await OrderAsync(host, token);
        await host.UntilMailAsync("could not be delivered");

        await ShouldHideAsync(host, customer, token, isOver: true);
    }

    [Fact]
    public async Task No_secret_is_in_clear_while_the_order_is_under_way()
    {
        await using var host = await StartAsync(("Fake:DeploySeconds", "3600"));
        var (customer, token) = await GivenSessionAsync(host);

        var server = await OrderAsync(host, token);
        await Facts.UntilAsync("the machine is there", () => Task.FromResult(Directory.Exists(Path.Combine(host.Folder, "fake")) && Directory.EnumerateFiles(Path.Combine(host.Folder, "fake"), $"*{server.Id}*").Any()));

        await ShouldHideAsync(host, customer, token, isOver: false);
    }

    [Fact]
    public async Task The_search_finds_what_is_not_hidden()
    {
        await using var host = await StartAsync();
        var (customer, token) = await GivenSessionAsync(host);
        var server = await OrderAsync(host, token);
        await host.UntilActiveAsync(server);
        await host.UntilMailAsync(server.Id.ToString());
        await host.StopAsync();

        // Facts that are no secret lie in each of the places that are searched.
        FilesWith(host, customer.Account.Email).ShouldContain(file => file.StartsWith("slipway.db", StringComparison.Ordinal));
        FilesWith(host, "web-01.example.org").ShouldContain(file => file.StartsWith("mail/", StringComparison.Ordinal));
        host.Log.ToString().ShouldContain("step activate-server done");
    }

    private static Task<SlipwayHost> StartAsync(params (string, string?)[] settings) => SlipwayHost.StartAsync([("Logging:LogLevel:Default", "Trace"), .. settings]);

    private static async Task<(Customer Customer, string Token)> GivenSessionAsync(SlipwayHost host)
    {
        var customer = await host.GivenCustomerWithCreditAsync(50);
        return (customer, await host.LoginAsync(customer));
    }

    private static Task<OrderedServer> OrderAsync(SlipwayHost host, string token) => host.OrderAsync(
        token, ("root_pass", Password), ("ssh_key", SshKey), ("post_install_script", $"#!/bin/sh\necho {ScriptWord}\n"), ("deploy_notify", "1"), ("idempotency_key", "once"));

    private static async Task ShouldHideAsync(SlipwayHost host, Customer customer, string token, bool isOver)
    {
        // Stopped, so that nothing is on its way between memory and disk; the write-ahead log stays where it is.
        await host.StopAsync();
        (string What, string Text)[] secrets =
        [
            ("the password", Password), ("the API key", customer.Key.Reveal()), ("the token", token), ("the script", ScriptWord),
            ("the password in base64", Convert.ToBase64String(Encoding.UTF8.GetBytes(Password)).TrimEnd('=')), ("the password in a form", Uri.EscapeDataString(Password)),
        ];
        foreach (var (what, text) in secrets)
        {
            FilesWith(host, text).ShouldBeEmpty(what);
            host.Log.ToString().ShouldNotContain(text, Case.Sensitive, what);
        }

        if (isOver)
        {
            // Sealed text begins with these letters. SQLite does not wipe what it frees, so the rows are asked, not the file.
            (await SealedRowsAsync(host)).ShouldBe(0);
        }
    }

    private static async Task<long> SealedRowsAsync(SlipwayHost host)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(host.Folder, "slipway.db")};Pooling=false");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "select count(*) from workflows_run where state_json like '%CfDJ8%'";
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static List<string> FilesWith(SlipwayHost host, string text)
    {
        var wanted = Encoding.UTF8.GetBytes(text);
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return
                [
                    .. Directory.EnumerateFiles(host.Folder, "*", SearchOption.AllDirectories)
                        .Where(file => File.ReadAllBytes(file).AsSpan().IndexOf(wanted) >= 0)
                        .Select(file => Path.GetRelativePath(host.Folder, file)),
                ];
            }
            catch (FileNotFoundException) when (attempt < 10)
            {
                // SQLite folds its log into the database and takes it away; what was in it may be in a file that was read before.
            }
        }
    }
}
