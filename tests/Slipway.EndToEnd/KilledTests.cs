using System.Globalization;
using Shouldly;
using Slipway.Testing;
using Slipway.Testing.Databases;
using Xunit;

namespace Slipway.EndToEnd;

/// <summary>kill -9 in the middle of deployments: the next daemon finishes them, with no second machine and no second charge.</summary>
public sealed class KilledTests
{
    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task Orders_survive_a_daemon_that_is_killed_again_and_again(DatabaseKind kind)
    {
        var database = kind == DatabaseKind.Sqlite ? null : await EmptyPostgreSqlAsync();
        await using var daemon = await Slipwayd.StartedAsync("fake", database, ("Fake:DeploySeconds", "2"));
        var customer = await daemon.CustomerAsync(credit: 100);
        var orders = new List<Ordered>();

        // Each kill hits the orders before it at another place of their way: at once, in the middle, near the end.
        foreach (var delay in new[] { 0, 700, 1500, 2300 })
        {
            orders.Add(await customer.OrderAsync("Abcd1234"));
            await Task.Delay(delay, TestContext.Current.CancellationToken);
            await daemon.KillAsync();
            await daemon.StartAsync();
        }

        foreach (var order in orders)
        {
            var card = await customer.ReadyAsync(order, seconds: 60);
            card.GetProperty("server_data").GetProperty("status").GetString().ShouldBe("rent");
        }

        (await customer.CreditAsync()).ShouldBe(100 - (orders.Count * 3.10m));
        (await customer.InvoicesAsync()).Order().ShouldBe(orders.Select(order => (order.Invoice, "Paid")));
        Directory.EnumerateFiles(Path.Combine(daemon.Data, "fake")).Select(Path.GetFileName).Order()
            .ShouldBe(orders.Select(order => $"server-{order.Server.ToString(CultureInfo.InvariantCulture)}.json").Order());
        // A mail may go twice after a crash, under the same id; each server is announced and each invoice sent, and none twice under two ids.
        await Facts.UntilAsync("two mails for each of four orders", () => Task.FromResult(MessageIds(daemon).Count == orders.Count * 2));
    }

    [Fact]
    public async Task A_booting_guest_is_found_again_and_its_order_finished()
    {
        await using var daemon = await Slipwayd.StartedAsync("qemu");
        var customer = await daemon.CustomerAsync(credit: 10);
        var ordered = await customer.OrderAsync("Abcd1234");
        // QEMU writes its number when it has left its starter behind.
        var pid = Path.Combine(daemon.Data, "machines", $"server-{ordered.Server}", "pid");
        await Facts.UntilAsync("the guest runs", () => Task.FromResult(File.Exists(pid) && File.ReadAllText(pid).EndsWith('\n')));
        var guest = int.Parse(File.ReadAllText(pid), CultureInfo.InvariantCulture);

        await daemon.KillAsync();
        await Facts.UntilAsync("the guest runs on, alone", () => Task.FromResult(daemon.Guests.SequenceEqual([guest])));
        await daemon.StartAsync();

        await customer.ReadyAsync(ordered, seconds: 180);
        daemon.Guests.ShouldBe([guest]);
        Directory.EnumerateDirectories(Path.Combine(daemon.Data, "machines")).ShouldHaveSingleItem();
        (await customer.CreditAsync()).ShouldBe(10 - 3.10m);
        (await customer.InvoicesAsync()).ShouldBe([(ordered.Invoice, "Paid")]);
    }

    private static HashSet<string> MessageIds(Slipwayd daemon) =>
        [.. Directory.EnumerateFiles(Path.Combine(daemon.Data, "mail"), "*.eml").Select(path => MimeKit.MimeMessage.Load(path).MessageId!)];

    private static async Task<string> EmptyPostgreSqlAsync()
    {
        var cluster = await PostgreSqlCluster.StartedAsync();
        return cluster.ConnectionTo(await cluster.CreateAsync());
    }
}
