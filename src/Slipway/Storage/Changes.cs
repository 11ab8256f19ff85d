using System.Collections.Concurrent;

namespace Slipway.Storage;

/// <summary>
/// Counts changes per topic (<c>account:48112</c>) so that answers may be kept in memory exactly as long as they are true:
/// whoever keeps one remembers the count it was made at. The count rises after the commit and before the caller is told.
/// </summary>
public sealed class Changes
{
    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public long CountOf(string topic) => _counts.GetValueOrDefault(topic);

    /// <summary>Registers the change of a topic with the transaction that makes it.</summary>
    public void Touch(DatabaseTransaction transaction, string topic) =>
        transaction.AfterCommit(() => _counts.AddOrUpdate(topic, 1, (_, count) => count + 1));
}
