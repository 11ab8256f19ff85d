using System.Collections.Concurrent;
using Slipway.Catalog;
using Slipway.Storage;

namespace Slipway.Invapi.Session;

/// <summary>
/// Finished answers, kept exactly as long as nothing of their account, and nothing of the catalog, has changed. The count of changes is read
/// before the data: an answer may be thrown away for nothing, but it is never stale.
/// </summary>
internal sealed class KeptAnswers(Changes changes, LiveCatalog catalog)
{
    // About two kilobytes each. When it is full, starting anew costs one reading per answer.
    private const int Most = 50_000;

    private readonly ConcurrentDictionary<(AccountId, KeptKind, int), (Moment Moment, ReadOnlyMemory<byte> Json)> _answers = new();
    private readonly ConcurrentDictionary<AsyncKey, (Moment Moment, ReadOnlyMemory<byte> Json)> _checks = new();

    public Moment Now(AccountId account) => new(account, changes.CountOf($"account:{account}"), catalog.Current);

    public ReadOnlyMemory<byte>? Find(AccountId account, KeptKind kind, int id) =>
        // Spelt out: a bare null here would become an empty memory, through the conversion from an array.
        _answers.TryGetValue((account, kind, id), out var answer) && answer.Moment == Now(account) ? answer.Json : default(ReadOnlyMemory<byte>?);

    public void Keep(Moment moment, KeptKind kind, int id, ReadOnlyMemory<byte> json)
    {
        if (_answers.Count >= Most)
        {
            _answers.Clear();
        }

        _answers[(moment.Account, kind, id)] = (moment, json);
    }

    /// <summary>What a run's key answers; the key says whose it is.</summary>
    public ReadOnlyMemory<byte>? Find(AsyncKey key) =>
        _checks.TryGetValue(key, out var answer) && answer.Moment == Now(answer.Moment.Account) ? answer.Json : default(ReadOnlyMemory<byte>?);

    public void Keep(Moment moment, AsyncKey key, ReadOnlyMemory<byte> json)
    {
        if (_checks.Count >= Most)
        {
            _checks.Clear();
        }

        _checks[key] = (moment, json);
    }

    /// <summary>What an answer was made of.</summary>
    internal readonly record struct Moment(AccountId Account, long Changes, CatalogSnapshot Catalog);
}

internal enum KeptKind
{
    /// <summary>eq/show; the id is the server's.</summary>
    Card,

    /// <summary>eq/list without filters; the id is that of the only server the key sees, or 0.</summary>
    List,
}
