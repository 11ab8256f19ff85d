using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Shouldly;
using Slipway.Accounts;
using Slipway.Billing;
using Slipway.Orders;
using Slipway.Reconciliation;
using Slipway.Storage;
using Slipway.Testing;
using Slipway.Testing.Databases;
using Xunit;

namespace Slipway.Tests.Storage;

/// <summary>What an earlier version has written is still right, and still money, in this one.</summary>
public sealed class UpgradeTests
{
    private static readonly long Then = new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task Paid_and_half_paid_invoices_of_before_money_was_held(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateEmptyAsync(kind);
        await using var business = await Business.OnAsync(database);
        await using (var model = business.Get<Func<SlipwayDb>>()())
        {
            var migrations = model.Database.GetMigrations().ToList();
            await model.GetService<IMigrator>().MigrateAsync(migrations.Single(name => name.EndsWith("_RunningBalance", StringComparison.Ordinal)), TestContext.Current.CancellationToken);
        }

        await business.Database.InTransactionAsync(WriteOldRowsAsync, TestContext.Current.CancellationToken);
        await business.Get<Migrator>().MigrateAsync(TestContext.Current.CancellationToken);
        await business.GivenStockAsync();

        var caller = new Caller(new AccountId(48101), null);
        var invoices = business.Get<InvoiceQueries>();
        var paid = (await invoices.FindAsync(caller, new InvoiceId(60401), TestContext.Current.CancellationToken)).Value.Invoice;
        paid.Total.ToText().ShouldBe("10.00");
        (paid.PeriodTo - paid.PeriodFrom).ShouldBe(TimeSpan.FromDays(28));
        (await business.ScalarAsync<int>("select anchor_day from orders_order where id = 1")).ShouldBe(31);
        (await business.ScalarAsync<long>("select sum(amount) from orders_line where order_id = 1")).ShouldBe(100_000);

        // The other one was paid by half: the half is held now, and the rest pays it.
        (await business.Get<ApplyCredit>().RunAsync(caller, new InvoiceId(60402), 1, TestContext.Current.CancellationToken)).Value.Balance.ToText().ShouldBe("4.00");
        await business.Database.InTransactionAsync(
            async transaction =>
            {
                await business.Get<Invoices>().GiveBackAsync(transaction, new InvoiceId(60402), "test");
                await business.Get<Invoices>().GiveBackAsync(transaction, new InvoiceId(60401), "test");
            },
            TestContext.Current.CancellationToken);
        (await invoices.CreditAsync(caller.AccountId, Currency.Eur, TestContext.Current.CancellationToken)).ToText().ShouldBe("100.00");
        (await business.Get<Reconcile>().RunAsync(TestContext.Current.CancellationToken)).Differences.Where(difference => difference.Area is "books" or "invoices").ShouldBeEmpty();
    }

    private static async Task WriteOldRowsAsync(DatabaseTransaction transaction)
    {
        string[] rows =
        [
            $"insert into accounts_account (id, email, first_name, last_name, company, country, currency, auto_pay, money_version, created_at) values (48101, 'eva@example.org', 'Eva', 'Example', '', 'NL', 'EUR', 0, 0, {Then})",
            $"insert into servers_server (id, account_id, order_id, state, power, hostname, location, preset_id, preset_name, os_id, os_name, traffic_plan_id, created_at, activated_at) values (70201, 48101, 1, 2, 1, 'web', 'NL', 108, 'vm.pico', 180, 'Debian 11', 25, {Then}, {Then})",
            $"insert into orders_order (id, account_id, server_id, state, period, currency, recurring, created_at, paid_until) values (1, 48101, 70201, 2, 'monthly', 'EUR', 100000, {Then}, {Then + (28L * 86_400_000)})",
            $"insert into billing_invoice (id, account_id, state, currency, total, paid, server_id, issued_at, due_at, settled_at) values (60401, 48101, 1, 'EUR', 100000, 100000, 70201, {Then}, {Then}, {Then})",
            "insert into billing_invoice_line (id, invoice_id, kind, description, amount, order_id) values (1, 60401, 'preset', 'Server vm.pico', 100000, 1)",
            $"insert into billing_invoice (id, account_id, state, currency, total, paid, issued_at, due_at) values (60402, 48101, 0, 'EUR', 100000, 50000, {Then}, {Then})",
            $"insert into billing_entry (id, at, kind, account_id, invoice_id, memo) values (1, {Then}, 'grant', 48101, null, 'gift'), (2, {Then}, 'payment', 48101, 60401, ''), (3, {Then}, 'payment', 48101, 60402, '')",
            """
            insert into billing_posting (id, entry_id, book, currency, amount, balance) values (1, 1, 'deposits', 'EUR', -1000000, null), (2, 1, 'credit:48101', 'EUR', 1000000, 1000000),
                (3, 2, 'credit:48101', 'EUR', -100000, 900000), (4, 2, 'revenue', 'EUR', 100000, null), (5, 3, 'credit:48101', 'EUR', -50000, 850000), (6, 3, 'revenue', 'EUR', 50000, null)
            """,
        ];
        foreach (var row in rows)
        {
            await transaction.ExecuteAsync(row);
        }

        if (transaction.IsPostgreSql)
        {
            foreach (var table in new[] { "billing_entry", "billing_posting", "billing_invoice", "billing_invoice_line", "orders_order" })
            {
                await transaction.ExecuteAsync($"select setval(pg_get_serial_sequence('{table}', 'id'), (select max(id) from {table}))");
            }
        }
    }
}
