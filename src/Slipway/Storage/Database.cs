using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Slipway.Storage;

/// <summary>
/// The way to the database. A use case opens one transaction and passes it down; whatever belongs together is committed
/// together or not at all.
/// </summary>
public sealed class Database(DatabaseOptions options) : IAsyncDisposable
{
    // SQLite has one writer. Queueing here costs nothing; colliding there costs a sleep of 150 ms.
    private readonly SemaphoreSlim _writer = new(1, 1);
    private readonly NpgsqlDataSource? _postgreSql = options.IsPostgreSql ? NpgsqlDataSource.Create(options.ConnectionString) : null;
    private WritingConnection? _sqliteWriter;

    public DatabaseOptions Options { get; } = options;

    /// <summary>
    /// Runs <paramref name="work"/> in one transaction. A refusal, like an exception, rolls everything back. What was
    /// registered with <see cref="DatabaseTransaction.AfterCommit"/> runs once it is durable.
    /// </summary>
    public async Task<Result<T>> InTransactionAsync<T>(Func<DatabaseTransaction, Task<Result<T>>> work, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await OnceAsync(work, cancellationToken);
            }
            catch (PostgresException conflict) when (conflict.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure && attempt < 5)
            {
                // The database chose this transaction as the victim and has undone it; the work is repeated whole.
            }
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
        await using var connection = await OpenAsync(cancellationToken);
        return await read(new DatabaseSession(connection, null, Options.IsPostgreSql));
    }

    public async ValueTask DisposeAsync()
    {
        if (_sqliteWriter is not null)
        {
            await _sqliteWriter.DisposeAsync();
        }

        if (_postgreSql is not null)
        {
            await _postgreSql.DisposeAsync();
        }

        _writer.Dispose();
    }

    private async Task<Result<T>> OnceAsync<T>(Func<DatabaseTransaction, Task<Result<T>>> work, CancellationToken cancellationToken)
    {
        DatabaseTransaction session;
        Result<T> result;
        if (_postgreSql is not null)
        {
            await using var connection = await _postgreSql.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            session = new DatabaseTransaction(connection, transaction, isPostgreSql: true, commands: null);
            result = await work(session);
            if (!result.Succeeded)
            {
                return result;
            }

            await transaction.CommitAsync(CancellationToken.None);
        }
        else
        {
            await _writer.WaitAsync(cancellationToken);
            try
            {
                _sqliteWriter ??= new WritingConnection((SqliteConnection)await OpenAsync(cancellationToken));
                var connection = _sqliteWriter.Connection;
                await using var transaction = connection.BeginTransaction(deferred: false);
                session = new DatabaseTransaction(connection, transaction, isPostgreSql: false, _sqliteWriter.Commands);
                result = await work(session);
                if (!result.Succeeded)
                {
                    return result;
                }

                await transaction.CommitAsync(CancellationToken.None);
            }
            finally
            {
                _writer.Release();
            }
        }

        session.Committed();
        return result;
    }

    private async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        if (_postgreSql is not null)
        {
            return await _postgreSql.OpenConnectionAsync(cancellationToken);
        }

        var connection = new SqliteConnection(Options.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        // Durable at commit: an acknowledged order survives a power cut.
        using var pragma = connection.CreateCommand();
        pragma.CommandText = "pragma synchronous = full; pragma temp_store = memory;";
        await pragma.ExecuteNonQueryAsync(cancellationToken);
        return connection;
    }
}
