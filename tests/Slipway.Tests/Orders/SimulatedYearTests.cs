using Shouldly;
using Slipway.Testing;
using Slipway.Testing.Databases;
using Xunit;

namespace Slipway.Tests.Orders;

/// <summary>
/// A provider with customers of every habit, a hundred and more days long; <c>make simulate-year</c> is the long one. Each day ends with
/// every comparison that there is.
/// </summary>
public sealed class SimulatedYearTests
{
    [Theory]
    [InlineData(1, null)]
    [InlineData(2, 5)]
    public async Task Books_services_and_machines_agree_on_every_day(int seed, int? passes)
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var year = await YearOfServices.OpenAsync(database, database.Folder, seed);
        while (year.Day < 110)
        {
            await year.LiveDayAsync(passes);
        }

        var line = await year.LineAsync();
        line.Differences.ShouldBe(0);
        // Otherwise nothing was shown.
        line.Invoices.ShouldBeGreaterThan(30);
        line.Removed.ShouldBePositive();
        line.CreditNotes.ShouldBePositive();
        (await year.Business.ScalarAsync<long>("select count(*) from orders_life_event where kind = 'suspended'")).ShouldBePositive();
    }

    [Fact]
    public async Task A_difference_is_seen()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var year = await YearOfServices.OpenAsync(database, database.Folder, 1);
        for (var day = 0; day < 12; day++)
        {
            await year.LiveDayAsync(1);
        }

        (await year.DifferencesAsync()).ShouldBeEmpty();
        string[] wrongs =
        [
            "update billing_posting set amount = amount + 1 where id = (select max(id) from billing_posting)",
            "update billing_invoice set number = 'INV-2027-999999' where id = (select max(id) from billing_invoice where number is not null)",
            "update orders_order set paid_until = paid_until - 86400000 where id = (select max(id) from orders_order where state = 2)",
            "update servers_node set used_cores = used_cores + 1",
            "update network_address set server_id = 999999 where number = (select max(number) from network_address where server_id is not null)",
            "update billing_invoice set paid = paid + 100 where id = (select max(id) from billing_invoice where posted_at is null)",
        ];
        foreach (var wrong in wrongs)
        {
            await year.Business.Database.InTransactionAsync(transaction => transaction.ExecuteAsync(wrong), TestContext.Current.CancellationToken);

            (await year.DifferencesAsync()).ShouldNotBeEmpty(wrong);
            (await year.Business.Get<Slipway.Reconciliation.Reconcile>().RunAsync(TestContext.Current.CancellationToken)).Differences.ShouldNotBeEmpty(wrong);
        }

        foreach (var machine in Directory.EnumerateFiles(Path.Combine(database.Folder, "fake"), "*.json").ToList())
        {
            File.Delete(machine);
        }

        (await year.Business.Get<Slipway.Reconciliation.Reconcile>().RunAsync(TestContext.Current.CancellationToken)).Differences.ShouldContain(difference => difference.Area == "machines");
    }
}
