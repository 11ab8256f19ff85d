using System.Collections.Concurrent;
using Slipway.Catalog;
using Slipway.Storage;

namespace Slipway.Invapi.Modules.Eq;

/// <summary>
/// Finished eq/show answers, kept exactly as long as nothing of their account, and nothing of the catalog, has changed.
/// The count of changes is read before the data: an answer may be thrown away for nothing, but it is never stale.
/// </summary>
internal sealed class KeptCards(Changes changes, LiveCatalog catalog)
{
    // About two kilobytes each. When it is full, starting anew costs one reading per server.
    private const int Most = 50_000;

    private readonly ConcurrentDictionary<(AccountId, ServerId), (Moment Moment, ReadOnlyMemory<byte> Json)> _cards = new();

    public Moment Now(AccountId account) => new(account, changes.CountOf($"account:{account}"), catalog.Current);

    public ReadOnlyMemory<byte>? Find(AccountId account, ServerId server) =>
        // Spelt out: a bare null here would become an empty memory, through the conversion from an array.
        _cards.TryGetValue((account, server), out var card) && card.Moment == Now(account) ? card.Json : default(ReadOnlyMemory<byte>?);

    public void Keep(Moment moment, ServerId server, ReadOnlyMemory<byte> json)
    {
        if (_cards.Count >= Most)
        {
            _cards.Clear();
        }

        _cards[(moment.Account, server)] = (moment, json);
    }

    /// <summary>What an answer was made of.</summary>
    internal readonly record struct Moment(AccountId Account, long Changes, CatalogSnapshot Catalog);
}
