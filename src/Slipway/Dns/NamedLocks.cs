using System.Collections.Concurrent;

namespace Slipway.Dns;

/// <summary>
/// One at a time for each zone, from reading its rows to the answer of the DNS server. The daemon alone writes to the DNS server, so locks
/// in its memory are enough.
/// </summary>
public sealed class NamedLocks
{
    private readonly ConcurrentDictionary<string, Held> _held = new(StringComparer.Ordinal);

    public async Task<IDisposable> TakeAsync(string name, CancellationToken cancellationToken)
    {
        while (true)
        {
            var held = _held.GetOrAdd(name, _ => new Held());
            if (!held.TryJoin())
            {
                continue;
            }

            try
            {
                await held.Door.WaitAsync(cancellationToken);
                return new Taken(this, name, held);
            }
            catch
            {
                Leave(name, held);
                throw;
            }
        }
    }

    private void Leave(string name, Held held)
    {
        // The last one takes the lock away; names that customers invent must not pile up.
        if (held.LeaveIsLast())
        {
            _held.TryRemove(KeyValuePair.Create(name, held));
        }
    }

    private sealed class Held
    {
        private readonly Lock _gate = new();
        private int _interested;
        private bool _over;

        public SemaphoreSlim Door { get; } = new(1);

        public bool TryJoin()
        {
            lock (_gate)
            {
                _interested += _over ? 0 : 1;
                return !_over;
            }
        }

        public bool LeaveIsLast()
        {
            lock (_gate)
            {
                return _over = --_interested == 0;
            }
        }
    }

    private sealed class Taken(NamedLocks locks, string name, Held held) : IDisposable
    {
        public void Dispose()
        {
            held.Door.Release();
            locks.Leave(name, held);
        }
    }
}
