using System.Diagnostics;

namespace Slipway.Testing;

/// <summary>Waiting where real processes or background work run: for a fact, with a deadline that says which one is missing.</summary>
public static class Facts
{
    public static async Task UntilAsync(string fact, Func<Task<bool>> isTrue, TimeSpan? patience = null)
    {
        var started = Stopwatch.GetTimestamp();
        var limit = patience ?? TimeSpan.FromSeconds(30);
        while (!await isTrue())
        {
            if (Stopwatch.GetElapsedTime(started) > limit)
            {
                throw new TimeoutException($"Not true after {limit.TotalSeconds} s: {fact}.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }
}
