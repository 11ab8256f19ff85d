namespace Slipway.Consoles;

/// <summary>How many consoles this daemon carries.</summary>
public sealed class ConsoleSeats(ConsoleOptions options)
{
    private int _taken;

    public int Taken => Volatile.Read(ref _taken);

    /// <summary>A seat to be given back by disposing of it; null when all are taken.</summary>
    public IDisposable? Take()
    {
        if (Interlocked.Increment(ref _taken) <= options.Most)
        {
            return new Seat(this);
        }

        Interlocked.Decrement(ref _taken);
        return null;
    }

    private sealed class Seat(ConsoleSeats seats) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                Interlocked.Decrement(ref seats._taken);
            }
        }
    }
}
