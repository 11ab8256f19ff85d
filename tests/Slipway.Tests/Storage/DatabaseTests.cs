using System.Collections.Concurrent;
using Shouldly;
using Slipway.Storage;
using Slipway.Testing;
using Slipway.Testing.Databases;
using Xunit;

namespace Slipway.Tests.Storage;

/// <summary>Transactions of many callers at once: on SQLite they are committed together, and yet each stands for itself.</summary>
public abstract class DatabaseTests(DatabaseKind kind) : IAsyncLifetime
{
    private static readonly Failure No = new(FailureKind.Invalid, "test.no", "no");

    private TestDatabase _file = null!;
    private Database _database = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _file = await TestDatabase.CreateEmptyAsync(kind);
        _database = new Database(_file.Options);
        await _database.InTransactionAsync(transaction => transaction.ExecuteAsync("create table thing (id integer primary key)"), Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        await _file.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task What_is_refused_or_broken_is_undone_alone_and_only_what_is_durable_is_told()
    {
        var told = new ConcurrentBag<int>();
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(number => Task.Run(async () =>
        {
            try
            {
                return (await _database.InTransactionAsync<int>(transaction => WriteAsync(transaction, number, told), Token)).Succeeded ? "written" : "refused";
            }
            catch (InvalidOperationException)
            {
                return "broken";
            }
        })));

        for (var number = 0; number < answers.Length; number++)
        {
            answers[number].ShouldBe(Wanted(number));
        }

        var written = Enumerable.Range(0, 200).Where(number => Wanted(number) == "written").ToList();
        (await _database.ReadAsync(session => session.ListAsync("select id from thing order by id", row => row.Int(0)), Token)).ShouldBe(written);
        told.Order().ShouldBe(written);
    }

    [Fact]
    public async Task A_statement_that_fails_spoils_only_its_own_transaction()
    {
        await _database.InTransactionAsync(transaction => transaction.ExecuteAsync("insert into thing (id) values (1)"), Token);
        var twice = Task.Run(() => _database.InTransactionAsync(transaction => transaction.ExecuteAsync("insert into thing (id) values (1)"), Token), Token);
        var other = Task.Run(() => _database.InTransactionAsync(transaction => transaction.ExecuteAsync("insert into thing (id) values (2)"), Token), Token);

        await Should.ThrowAsync<System.Data.Common.DbException>(twice);
        await other;
        (await _database.ReadAsync(session => session.ScalarAsync<int>("select count(*) from thing"), Token)).ShouldBe(2);
    }

    [Fact]
    public async Task An_action_after_the_commit_that_fails_takes_nothing_back_and_stops_nobody()
    {
        var told = false;
        await _database.InTransactionAsync(
            async transaction =>
            {
                await transaction.ExecuteAsync("insert into thing (id) values (4)");
                transaction.AfterCommit(() => throw new TimeoutException("on purpose"));
                transaction.AfterCommit(() => told = true);
            },
            Token).WaitAsync(TimeSpan.FromSeconds(10), Token);

        told.ShouldBeTrue();
        await _database.InTransactionAsync(transaction => transaction.ExecuteAsync("insert into thing (id) values (5)"), Token).WaitAsync(TimeSpan.FromSeconds(10), Token);
        (await _database.ReadAsync(session => session.ScalarAsync<int>("select count(*) from thing"), Token)).ShouldBe(2);
    }

    [Fact]
    public async Task Who_has_given_up_changes_nothing()
    {
        using var givenUp = new CancellationTokenSource();
        await givenUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(
            () => _database.InTransactionAsync(transaction => transaction.ExecuteAsync("insert into thing (id) values (3)"), givenUp.Token));
        (await _database.ReadAsync(session => session.ScalarAsync<int>("select count(*) from thing"), Token)).ShouldBe(0);
    }

    private static string Wanted(int number) => number % 3 == 1 ? "refused" : number % 5 == 2 ? "broken" : "written";

    private static async Task<Result<int>> WriteAsync(DatabaseTransaction transaction, int number, ConcurrentBag<int> told)
    {
        await transaction.ExecuteAsync("insert into thing (id) values (@id)", ("id", number));
        transaction.AfterCommit(() => told.Add(number));
        return Wanted(number) switch
        {
            "refused" => No,
            "broken" => throw new InvalidOperationException("on purpose"),
            _ => number,
        };
    }
}

public sealed class SqliteDatabaseTests() : DatabaseTests(DatabaseKind.Sqlite);

public sealed class PostgreSqlDatabaseTests() : DatabaseTests(DatabaseKind.PostgreSql);
