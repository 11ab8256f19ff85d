using System.Collections.Concurrent;
using System.Security.Cryptography;
using Slipway.Catalog;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Session;

/// <summary>
/// Answers of the catalog, which are the same for everybody: kept for as long as the catalog stays and the stock in them is not older than it
/// would be anyway (<see cref="Servers.Nodes.FreeAsync"/>). Anybody may ask, so what is kept is bounded in bytes.
/// </summary>
internal sealed class KeptCatalog(LiveCatalog catalog, TimeProvider clock)
{
    private const int LongestKey = 300;
    private const int MostBytes = 32 * 1024 * 1024;

    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<(WirePlace, string), Entry> _answers = new();
    private long _bytes;

    public WireReply? Find(WirePlace place, string key) =>
        _answers.TryGetValue((place, key), out var entry) && ReferenceEquals(entry.Catalog, catalog.Current) && clock.GetElapsedTime(entry.At) < Fresh ? entry.Reply : null;

    /// <summary>The answer as it goes out, with its tag; kept if it is not too much.</summary>
    public WireReply Keep(WirePlace place, string key, CatalogSnapshot made, long at, WireReply reply)
    {
        var json = reply.ToBytes(place);
        var kept = WireReply.Kept(json, $"\"{Convert.ToHexStringLower(SHA256.HashData(json.Span).AsSpan(0, 12))}\"");
        if (key.Length <= LongestKey)
        {
            if (Interlocked.Add(ref _bytes, json.Length) > MostBytes)
            {
                _answers.Clear();
                Interlocked.Exchange(ref _bytes, json.Length);
            }

            _answers[(place, key)] = new Entry(made, at, kept);
        }

        return kept;
    }

    /// <param name="At">A time stamp from before the answer was made.</param>
    private sealed record Entry(CatalogSnapshot Catalog, long At, WireReply Reply);
}
