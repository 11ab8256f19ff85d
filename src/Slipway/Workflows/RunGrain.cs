using Orleans.Concurrency;

namespace Slipway.Workflows;

/// <summary>One per run, keyed by the async key: Orleans sees to it that it is active once in the whole cluster.</summary>
public interface IRunGrain : IGrainWithStringKey
{
    /// <summary>Look at the run and go on with it. Calling it for nothing does nothing.</summary>
    [OneWay]
    Task WakeAsync();
}

/// <summary>
/// Executes a run. The truth is in the database; this holds only the timer of the next call. It is never busy for long:
/// a step answers in seconds, and between two polls no thread is held.
/// </summary>
internal sealed class RunGrain(RunExecutor executor, WorkGate gate) : Grain, IRunGrain
{
    private IGrainTimer? _timer;

    // Also in the middle of a pause: a signal may be the reason, and looking too early does no harm.
    public Task WakeAsync() => AdvanceAsync();

    private async Task AdvanceAsync()
    {
        _timer?.Dispose();
        _timer = null;
        TimeSpan? next;
        do
        {
            await gate.EnterAsync();
            try
            {
                next = await executor.AdvanceAsync(new AsyncKey(this.GetPrimaryKeyString()), CancellationToken.None);
            }
            finally
            {
                gate.Leave();
            }
        }
        while (next == TimeSpan.Zero);
        if (next is { } pause)
        {
            _timer = this.RegisterGrainTimer(AdvanceAsync, new GrainTimerCreationOptions(pause, Timeout.InfiniteTimeSpan) { KeepAlive = true });
        }
        else
        {
            DeactivateOnIdle();
        }
    }
}

/// <summary>How many steps a daemon works on at once, so that taking orders is never starved by fulfilling them.</summary>
internal sealed class WorkGate : IDisposable
{
    private readonly SemaphoreSlim _places = new(Math.Max(4, Environment.ProcessorCount * 4));

    public Task EnterAsync() => _places.WaitAsync();

    public void Leave() => _places.Release();

    public void Dispose() => _places.Dispose();
}
