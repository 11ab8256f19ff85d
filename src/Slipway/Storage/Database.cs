using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Slipway.Storage;

/// <summary>
/// The way to the database. A use case opens one transaction and passes it down; whatever belongs together is committed
/// together or not at all.
/// </summary>
public sealed class Database : IAsyncDisposable
{
    private readonly NpgsqlDataSource? _postgreSql;
    // SQLite has one writer. Queueing for it costs nothing; colliding there costs a sleep of 150 ms.
    private readonly SqliteWriter? _sqlite;
    private readonly ConcurrentBag<KeptConnection> _readers = [];
    // Whoever waits for one of the pool's connections is turned away after some seconds; in this line nobody is. A few are left to readers.
    private readonly SemaphoreSlim? _line;

    public Database(DatabaseOptions options)
    {
        Options = options;
        if (options.IsPostgreSql)
        {
            _postgreSql = NpgsqlDataSource.Create(options.ConnectionString);
            _line = new SemaphoreSlim(Math.Max(1, new NpgsqlConnectionStringBuilder(options.ConnectionString).MaxPoolSize * 3 / 4));
        }
        else
        {
            _sqlite = new SqliteWriter(async () => new KeptConnection(await OpenSqliteAsync(CancellationToken.None)));
        }
    }

    public DatabaseOptions Options { get; }

    /// <summary>
    /// Runs <paramref name="work"/> in one transaction. A refusal, like an exception, rolls everything back. What was
    /// registered with <see cref="DatabaseTransaction.AfterCommit"/> runs once it is durable.
    /// </summary>
    public async Task<Result<T>> InTransactionAsync<T>(Func<DatabaseTransaction, Task<Result<T>>> work, CancellationToken cancellationToken)
    {
        if (_sqlite is not null)
        {
            return await _sqlite.RunAsync(work, cancellationToken);
        }

        await _line!.WaitAsync(cancellationToken);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    return await OnPostgreSqlAsync(_postgreSql!, work, cancellationToken);
                }
                catch (PostgresException conflict) when (conflict.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure && attempt < 5)
                {
                    // The database chose this transaction as the victim and has undone it; the work is repeated whole.
                }
            }
        }
        finally
        {
            _line.Release();
        }
    }

    /// <summary>The same for work that cannot be refused.</summary>
    public async Task InTransactionAsync(Func<DatabaseTransaction, Task> work, CancellationToken cancellationToken) =>
        _ = await InTransactionAsync<Unit>(
            async transaction =>
            {
                await work(transaction);
                return Unit.Value;
            },
            cancellationToken);

    /// <summary>A session for reading, outside any transaction.</summary>
    public async Task<T> ReadAsync<T>(Func<DatabaseSession, Task<T>> read, CancellationToken cancellationToken)
    {
        if (_sqlite is null)
        {
            await using var connection = await _postgreSql!.OpenConnectionAsync(cancellationToken);
            return await read(new DatabaseSession(connection, null, isPostgreSql: true));
        }

        // A reader that failed is not put back.
        var reader = _readers.TryTake(out var idle) ? idle : new KeptConnection(await OpenSqliteAsync(cancellationToken));
        try
        {
            var answer = await read(new DatabaseSession(reader.Connection, null, isPostgreSql: false, reader.Commands));
            _readers.Add(reader);
            return answer;
        }
        catch
        {
            await reader.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_sqlite is not null)
        {
            await _sqlite.DisposeAsync();
            while (_readers.TryTake(out var reader))
            {
                await reader.DisposeAsync();
            }
        }

        if (_postgreSql is not null)
        {
            await _postgreSql.DisposeAsync();
        }

        _line?.Dispose();
    }

    private static async Task<Result<T>> OnPostgreSqlAsync<T>(NpgsqlDataSource source, Func<DatabaseTransaction, Task<Result<T>>> work, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var session = new DatabaseTransaction(connection, transaction, isPostgreSql: true, commands: null);
        var result = await work(session);
        if (result.Succeeded)
        {
            await transaction.CommitAsync(CancellationToken.None);
            session.Committed();
        }

        return result;
    }

    private async Task<SqliteConnection> OpenSqliteAsync(CancellationToken cancellationToken)
    {
        // These connections are kept here; one that is closed shall be gone.
        var connection = new SqliteConnection($"{Options.ConnectionString};Pooling=False");
        await connection.OpenAsync(cancellationToken);
        // Durable at commit: an acknowledged order survives a power cut.
        using var pragma = connection.CreateCommand();
        pragma.CommandText = "pragma synchronous = full; pragma temp_store = memory;";
        await pragma.ExecuteNonQueryAsync(cancellationToken);
        return connection;
    }
}
