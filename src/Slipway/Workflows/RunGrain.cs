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
/// Executes a run. The truth is in the database; this holds only the moment of the next call. It is never busy for long:
/// a step answers in seconds, and between two polls no thread is held.
/// </summary>
internal sealed class RunGrain(RunExecutor executor, WorkGate gate, TimeProvider clock) : Grain, IRunGrain
{
    private IGrainTimer? _timer;
    private DateTimeOffset? _sleepsUntil;

    public async Task WakeAsync()
    {
        if (_sleepsUntil > clock.GetUtcNow())
        {
            return;
        }

        await AdvanceAsync();
    }

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
            _sleepsUntil = clock.GetUtcNow() + pause;
            _timer = this.RegisterGrainTimer(AdvanceAsync, new GrainTimerCreationOptions(pause, Timeout.InfiniteTimeSpan) { KeepAlive = true });
        }
        else
        {
            _sleepsUntil = null;
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
