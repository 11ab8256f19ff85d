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

    /// <summary>What the action answers; one that depends on the catalog alone does not always have to be asked.</summary>
    public async ValueTask<WireReply> AnswerAsync(WirePlace place, InvapiAction action, WireCall call, CancellationToken cancellationToken)
    {
        if (action.CatalogKey(call.Form) is not { } key)
        {
            return await action.RunAsync(call, cancellationToken);
        }

        var (made, at) = (catalog.Current, clock.GetTimestamp());
        if (_answers.TryGetValue((place, key), out var entry) && ReferenceEquals(entry.Catalog, made) && clock.GetElapsedTime(entry.At, at) < Fresh)
        {
            return entry.Reply;
        }

        var reply = await action.RunAsync(call, cancellationToken);
        return reply.IsRefusal ? reply : Keep(place, key, new Entry(made, at, Tagged(place, reply)));
    }

    /// <summary>Kept, if it is not too much.</summary>
    private WireReply Keep(WirePlace place, string key, Entry entry)
    {
        if (key.Length <= LongestKey)
        {
            // With what it takes to keep it.
            var bytes = entry.Reply.ToBytes(place).Length + (2 * key.Length) + 300;
            if (Interlocked.Add(ref _bytes, bytes) > MostBytes)
            {
                _answers.Clear();
                Interlocked.Exchange(ref _bytes, bytes);
            }

            _answers[(place, key)] = entry;
        }

        return entry.Reply;
    }

    private static WireReply Tagged(WirePlace place, WireReply reply)
    {
        var json = reply.ToBytes(place);
        return WireReply.Kept(json, $"\"{Convert.ToHexStringLower(SHA256.HashData(json.Span).AsSpan(0, 12))}\"");
    }

    /// <param name="At">A time stamp from before the answer was made.</param>
    private sealed record Entry(CatalogSnapshot Catalog, long At, WireReply Reply);
}
