using Microsoft.EntityFrameworkCore;
using Shouldly;
using Slipway.Storage;
using Slipway.Testing;
using Slipway.Testing.Databases;
using Xunit;

namespace Slipway.Tests.Storage;

public sealed class MigrationTests
{
    private const string NewerMigration = "99991231235959_FromTheFuture";

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task The_model_has_no_change_without_a_migration(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateEmptyAsync(kind);
        await using var business = await Business.OnAsync(database);
        await using var model = business.Get<Func<SlipwayDb>>()();

        model.Database.HasPendingModelChanges().ShouldBeFalse("make a migration for both databases");
        model.Database.GetMigrations().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Both_databases_get_the_same_tables_columns_and_indexes()
    {
        var sqlite = await SchemaAsync(
            DatabaseKind.Sqlite,
            "select m.name || '.' || c.name || case when c.\"notnull\" = 1 or c.pk > 0 then '' else '?' end from sqlite_master m join pragma_table_info(m.name) c where m.type = 'table' and m.name not like 'sqlite_%' and m.name not like '\\_\\_%' escape '\\'",
            "select tbl_name || ': ' || name from sqlite_master where type = 'index' and name not like 'sqlite_%'");
        var postgreSql = await SchemaAsync(
            DatabaseKind.PostgreSql,
            "select table_name || '.' || column_name || case when is_nullable = 'NO' then '' else '?' end from information_schema.columns where table_schema = 'public' and table_name not like '\\_\\_%'",
            "select tablename || ': ' || indexname from pg_indexes where schemaname = 'public' and indexname not like 'pk\\_%'");

        sqlite.Count.ShouldBeGreaterThan(100);
        sqlite.ShouldContain("billing_posting.amount");
        sqlite.Except(postgreSql).ShouldBeEmpty("on SQLite only");
        postgreSql.Except(sqlite).ShouldBeEmpty("on PostgreSQL only");
    }

    [Fact]
    public async Task A_lock_that_a_killed_process_left_behind_does_not_stop_the_next_one()
    {
        await using var database = await TestDatabase.CreateEmptyAsync(DatabaseKind.Sqlite);
        await using (var left = new Database(database.Options))
        {
            await left.InTransactionAsync(
                async transaction =>
                {
                    await transaction.ExecuteAsync("create table \"__EFMigrationsLock\" (\"Id\" integer not null primary key, \"Timestamp\" text not null)");
                    await transaction.ExecuteAsync("insert into \"__EFMigrationsLock\" values (1, '2026-01-01 00:00:00')");
                },
                TestContext.Current.CancellationToken);
        }

        await using var business = await Business.OnAsync(database);
        await business.Get<Migrator>().PrepareAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        (await business.Get<Migrator>().PendingAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task Preparing_again_changes_nothing(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateEmptyAsync(kind);
        await using var business = await Business.OnAsync(database);
        await business.PrepareAsync();
        var customer = await business.GivenCustomerWithCreditAsync(5);

        await business.PrepareAsync();

        customer.Id.Value.ShouldBe(48101);
        (await business.GivenCustomerWithCreditAsync(0)).Id.Value.ShouldBe(48102);
        (await business.CreditOfAsync(customer)).ShouldBe(new Money(5, Currency.Eur));
        (await business.Get<Migrator>().PendingAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task A_database_of_a_newer_version_is_refused(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var business = await Business.OnAsync(database);
        await business.Database.InTransactionAsync(
            transaction => transaction.ExecuteAsync($"insert into \"__EFMigrationsHistory\" (migration_id, product_version) values ('{NewerMigration}', '99')"), TestContext.Current.CancellationToken);

        var refused = await Should.ThrowAsync<InvalidOperationException>(business.Get<Migrator>().PrepareAsync(TestContext.Current.CancellationToken));

        refused.Message.ShouldContain(NewerMigration);
    }

    [Fact]
    public async Task PostgreSql_that_is_in_use_waits_for_the_operator()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.PostgreSql);
        await using var business = await Business.OnAsync(database);
        await business.Database.InTransactionAsync(
            transaction => transaction.ExecuteAsync("delete from \"__EFMigrationsHistory\" where migration_id = (select max(migration_id) from \"__EFMigrationsHistory\")"),
            TestContext.Current.CancellationToken);

        var refused = await Should.ThrowAsync<InvalidOperationException>(business.Get<Migrator>().PrepareAsync(TestContext.Current.CancellationToken));

        refused.Message.ShouldContain("slipwayd migrate");
    }

    private static async Task<HashSet<string>> SchemaAsync(DatabaseKind kind, params string[] questions)
    {
        await using var database = await TestDatabase.CreateEmptyAsync(kind);
        await using var business = await Business.OnAsync(database);
        await business.Get<Migrator>().MigrateAsync(TestContext.Current.CancellationToken);
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var question in questions)
        {
            found.UnionWith(await business.Database.ReadAsync(session => session.ListAsync(question, row => row.Text(0)), TestContext.Current.CancellationToken));
        }

        return found;
    }
}
