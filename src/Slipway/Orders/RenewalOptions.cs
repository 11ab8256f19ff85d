namespace Slipway.Orders;

/// <summary>
/// Section <c>Renewal</c>: the life of a running service. Times are counted from the end of the paid period, which is when the
/// next invoice is due.
/// </summary>
public sealed class RenewalOptions
{
    /// <summary>How long before the end of the period the next invoice is issued.</summary>
    public TimeSpan InvoiceAhead { get; set; } = TimeSpan.FromDays(7);

    /// <summary>From when on an account with automatic payment pays it from the credit.</summary>
    public TimeSpan AutoPayAhead { get; set; } = TimeSpan.FromDays(1);

    /// <summary>The least time between issue and due date, also after the daemon was down.</summary>
    public TimeSpan Notice { get; set; } = TimeSpan.FromDays(3);

    /// <summary>When to remind, from the due date; negative is before it.</summary>
    public IList<TimeSpan> Reminders { get; set; } = [];

    /// <summary>From the due date to switching off.</summary>
    public TimeSpan Grace { get; set; } = TimeSpan.FromDays(3);

    /// <summary>From switching off to removal with all data.</summary>
    public TimeSpan KeepSuspended { get; set; } = TimeSpan.FromDays(14);

    /// <summary>How long before the removal it is announced once more.</summary>
    public TimeSpan WarnBeforeRemoval { get; set; } = TimeSpan.FromDays(3);

    /// <summary>How much longer a service is kept whose payment is under way at a gateway.</summary>
    public TimeSpan PendingPatience { get; set; } = TimeSpan.FromDays(10);

    /// <summary>A service by the hour warns when its credit lasts no longer than this.</summary>
    public TimeSpan LowCredit { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How often the daemon looks.</summary>
    public TimeSpan Every { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Give back the unused part of what was paid when a server is cancelled immediately.</summary>
    public bool RefundUnused { get; set; } = true;

    public IReadOnlyList<TimeSpan> RemindersInOrder => Reminders.Count > 0
        ? [.. Reminders.Order()]
        : [TimeSpan.FromDays(-3), TimeSpan.FromDays(1), TimeSpan.FromDays(2)];

    public IEnumerable<string> Mistakes()
    {
        foreach (var (name, time) in new[]
        {
            (nameof(InvoiceAhead), InvoiceAhead), (nameof(AutoPayAhead), AutoPayAhead), (nameof(Notice), Notice), (nameof(Grace), Grace), (nameof(KeepSuspended), KeepSuspended),
            (nameof(WarnBeforeRemoval), WarnBeforeRemoval), (nameof(PendingPatience), PendingPatience), (nameof(LowCredit), LowCredit),
        })
        {
            if (time < TimeSpan.Zero || time > TimeSpan.FromDays(365))
            {
                yield return $"Renewal:{name} is {time}; it must be a time of 0 to 365 days such as 7.00:00:00.";
            }
        }

        if (Every < TimeSpan.FromSeconds(1) || Every > TimeSpan.FromDays(1))
        {
            yield return $"Renewal:Every is {Every}; it must be a time from a second to a day such as 00:01:00.";
        }

        if (InvoiceAhead >= TimeSpan.FromDays(28))
        {
            yield return $"Renewal:InvoiceAhead is {InvoiceAhead}; it must be less than the shortest month, 28 days.";
        }
    }
}
