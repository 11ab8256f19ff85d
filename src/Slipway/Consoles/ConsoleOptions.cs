namespace Slipway.Consoles;

/// <summary>Section <c>Consoles</c>.</summary>
public sealed class ConsoleOptions
{
    /// <summary>How long a link opens a console, when nobody has used it.</summary>
    public TimeSpan LinkLife { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Consoles of one server that may be open at once.</summary>
    public int MostPerServer { get; set; } = 4;

    /// <summary>Consoles that one daemon carries at once.</summary>
    public int Most { get; set; } = 64;

    /// <summary>A console in which nobody typed, pointed or pasted for so long is closed.</summary>
    public TimeSpan IdleTime { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>No console is open for longer.</summary>
    public TimeSpan LongestTime { get; set; } = TimeSpan.FromHours(8);

    public IEnumerable<string> Mistakes()
    {
        if (LinkLife < TimeSpan.FromSeconds(10) || LinkLife > TimeSpan.FromHours(1))
        {
            yield return $"Consoles:LinkLife is {LinkLife}; it must be a time from 10 seconds to an hour such as 00:02:00.";
        }

        if (MostPerServer is < 1 or > 100)
        {
            yield return $"Consoles:MostPerServer is {MostPerServer}; it must be a number from 1 to 100.";
        }

        if (Most is < 1 or > 10_000)
        {
            yield return $"Consoles:Most is {Most}; it must be a number from 1 to 10000.";
        }

        if (IdleTime < TimeSpan.FromMinutes(1) || IdleTime > TimeSpan.FromDays(1))
        {
            yield return $"Consoles:IdleTime is {IdleTime}; it must be a time from a minute to a day such as 00:30:00.";
        }

        if (LongestTime < TimeSpan.FromMinutes(1) || LongestTime > TimeSpan.FromDays(7))
        {
            yield return $"Consoles:LongestTime is {LongestTime}; it must be a time from a minute to 7 days such as 08:00:00.";
        }
    }
}
