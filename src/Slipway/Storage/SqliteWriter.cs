using System.Diagnostics;
using System.Threading.Channels;

namespace Slipway.Storage;

/// <summary>
/// The one writer of SQLite. Making a commit durable costs more than most transactions do, so those that wait are committed
/// together: each within a savepoint of its own, so that a refusal undoes only itself, and none is answered before the
/// commit that makes it durable.
/// </summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    private const int MostTogether = 64;
    private const string Own = "own";

    private static readonly TimeSpan LongestGathering = TimeSpan.FromMilliseconds(10);

    private readonly Func<Task<KeptConnection>> _open;
    private readonly Channel<Waiting> _queue = Channel.CreateUnbounded<Waiting>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _writing;
    private KeptConnection? _connection;

    public SqliteWriter(Func<Task<KeptConnection>> open)
    {
        _open = open;
        _writing = Task.Run(WriteAsync);
    }

    public Task<Result<T>> RunAsync<T>(Func<DatabaseTransaction, Task<Result<T>>> work, CancellationToken cancellationToken)
    {
        var waiting = new Waiting<T>(work, cancellationToken);
        return _queue.Writer.TryWrite(waiting) ? waiting.Answer : throw new ObjectDisposedException(nameof(Database));
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _writing;
        await CloseAsync();
    }

    private async Task WriteAsync()
    {
        while (await _queue.Reader.WaitToReadAsync())
        {
            List<Waiting> taken = [];
            if (await TryCommitTogetherAsync(taken) is not { } broken)
            {
                taken.ForEach(waiting => waiting.Complete());
                continue;
            }

            // Nothing of it is durable. If it broke before anybody's turn, it is the first one's.
            if (taken.Count == 0 && _queue.Reader.TryRead(out var first))
            {
                taken.Add(first);
            }

            taken.ForEach(waiting => waiting.Fail(broken));
        }
    }

    /// <summary>Null when all of it is durable.</summary>
    private async Task<Exception?> TryCommitTogetherAsync(List<Waiting> taken)
    {
        try
        {
            await CommitTogetherAsync(taken);
            return null;
        }
        catch (Exception broken)
        {
            try
            {
                // A connection that failed in the middle is not trusted any more.
                await CloseAsync();
            }
            catch (Exception worse)
            {
                _connection = null;
                return new AggregateException(broken, worse);
            }

            return broken;
        }
    }

    private async Task CommitTogetherAsync(List<Waiting> taken)
    {
        _connection ??= await _open();
        await using var transaction = _connection.Connection.BeginTransaction(deferred: false);
        var started = Stopwatch.GetTimestamp();
        while (taken.Count < MostTogether && Stopwatch.GetElapsedTime(started) < LongestGathering && _queue.Reader.TryRead(out var next))
        {
            taken.Add(next);
            transaction.Save(Own);
            if (!await next.WorkAsync(new DatabaseTransaction(_connection.Connection, transaction, isPostgreSql: false, _connection.Commands)))
            {
                transaction.Rollback(Own);
            }

            transaction.Release(Own);
        }

        transaction.Commit();
    }

    private async Task CloseAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
            _connection = null;
        }
    }

    private abstract class Waiting
    {
        /// <summary>Does the work; false when it is to be undone. What it answers or throws is kept until <see cref="Complete"/>.</summary>
        public abstract Task<bool> WorkAsync(DatabaseTransaction transaction);

        public abstract void Complete();

        public abstract void Fail(Exception broken);
    }

    private sealed class Waiting<T>(Func<DatabaseTransaction, Task<Result<T>>> work, CancellationToken cancellationToken) : Waiting
    {
        private readonly TaskCompletionSource<Result<T>> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private DatabaseTransaction? _transaction;
        private Result<T> _result;
        private Exception? _broken;

        public Task<Result<T>> Answer => _answer.Task;

        public override async Task<bool> WorkAsync(DatabaseTransaction transaction)
        {
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                _transaction = transaction;
                _result = await work(transaction);
                return _result.Succeeded;
            }
            catch (Exception broken)
            {
                _broken = broken;
                return false;
            }
        }

        public override void Complete()
        {
            if (_broken is not null)
            {
                Fail(_broken);
                return;
            }

            if (_result.Succeeded)
            {
                _transaction!.Committed();
            }

            // Durable, whatever the actions afterwards do.
            _answer.TrySetResult(_result);
        }

        public override void Fail(Exception broken)
        {
            if (broken is OperationCanceledException && cancellationToken.IsCancellationRequested)
            {
                _answer.TrySetCanceled(cancellationToken);
            }
            else
            {
                _answer.TrySetException(broken);
            }
        }
    }
}
