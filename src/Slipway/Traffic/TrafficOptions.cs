namespace Slipway.Traffic;

/// <summary>Section <c>Traffic</c>.</summary>
public sealed class TrafficOptions
{
    /// <summary>How often the counters of every server are read.</summary>
    public TimeSpan Every { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How many servers are read at the same time.</summary>
    public int AtOnce { get; set; } = 8;

    /// <summary>A server that has not answered by then is left to the next time.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(20);

    public IEnumerable<string> Mistakes()
    {
        if (Every < TimeSpan.FromSeconds(1) || Every > TimeSpan.FromHours(1))
        {
            yield return $"Traffic:Every is {Every}; it must be a time from 1 second to 1 hour such as 00:05:00.";
        }

        if (AtOnce is < 1 or > 256)
        {
            yield return $"Traffic:AtOnce is {AtOnce}; it must be a number from 1 to 256.";
        }

        if (Patience < TimeSpan.FromSeconds(1) || Patience > TimeSpan.FromMinutes(10))
        {
            yield return $"Traffic:Patience is {Patience}; it must be a time from 1 second to 10 minutes such as 00:00:20.";
        }
    }
}
