namespace Slipway.Disks;

/// <summary>Section <c>Disks</c>.</summary>
public sealed class DiskOptions
{
    private const int Sane = 100;

    /// <summary>Snapshots a server may have.</summary>
    public int MostSnapshots { get; set; } = 5;

    /// <summary>Backups a server may have, those of its schedule among them.</summary>
    public int MostBackups { get; set; } = 5;

    /// <summary>How long making a backup, or going back to one, may take.</summary>
    public TimeSpan CopyWithin { get; set; } = TimeSpan.FromHours(6);

    /// <summary>How long a restored server may take until it answers on SSH's port.</summary>
    public TimeSpan AnswerWithin { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How often the daemon looks for scheduled backups that are due.</summary>
    public TimeSpan Every { get; set; } = TimeSpan.FromMinutes(1);

    public int Most(CopyKind kind) => kind switch
    {
        CopyKind.Snapshot => MostSnapshots,
        CopyKind.Backup => MostBackups,
    };

    public IEnumerable<string> Mistakes()
    {
        if (MostSnapshots is < 0 or > Sane)
        {
            yield return $"Disks:MostSnapshots is {MostSnapshots}; it must be 0 to {Sane}.";
        }

        if (MostBackups is < 0 or > Sane)
        {
            yield return $"Disks:MostBackups is {MostBackups}; it must be 0 to {Sane}.";
        }

        foreach (var (name, value) in new[] { (nameof(CopyWithin), CopyWithin), (nameof(AnswerWithin), AnswerWithin) })
        {
            if (value < TimeSpan.FromSeconds(10) || value > TimeSpan.FromDays(7))
            {
                yield return $"Disks:{name} is {value}; it must be a time from 10 seconds to 7 days such as 06:00:00.";
            }
        }

        if (Every < TimeSpan.FromSeconds(1) || Every > TimeSpan.FromHours(1))
        {
            yield return $"Disks:Every is {Every}; it must be a time from 1 second to 1 hour such as 00:01:00.";
        }
    }
}
