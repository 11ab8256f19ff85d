using System.Collections.Concurrent;
using System.Net;
using System.Net.Http;

namespace Slipway.Media;

/// <summary>
/// Fetches images from URLs that customers name, which takes longer than a step may: it is begun and asked after. A daemon that dies forgets it,
/// and the next one begins anew.
/// </summary>
internal sealed class IsoFetching(IHttpClientFactory clients, IsoFolder folder, MediaOptions options, TimeProvider time)
{
    public const string ClientName = "iso";

    private const int MostRedirects = 5;

    // A call answers in seconds; what is small is there by then.
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<int, Work> _works = new();

    /// <summary>Null while it works; what came of it is told once.</summary>
    /// <param name="most">Bytes it may have at most.</param>
    public async Task<Result<Fetched>?> AskAsync(int id, Uri url, string sha256, long most, CancellationToken cancellationToken)
    {
        var work = _works.GetOrAdd(id, _ => new Work(most, new CancellationTokenSource(options.FetchWithin, time)));
        work.Going ??= Task.Run(() => FetchAsync(id, url, sha256, work));
        using (var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        {
            _ = await Task.WhenAny(work.Going, Task.Delay(Slice, time, enough.Token));
            await enough.CancelAsync();
        }

        if (!work.Going.IsCompleted)
        {
            return null;
        }

        _works.TryRemove(id, out _);
        work.Stop.Dispose();
        return await work.Going;
    }

    /// <summary>Nothing is fetched any more, and nothing of it lies there.</summary>
    public async Task StopAsync(int id)
    {
        if (_works.TryRemove(id, out var work))
        {
            await work.Stop.CancelAsync();
            if (work.Going is { } going)
            {
                _ = await going;
            }

            work.Stop.Dispose();
        }

        folder.Remove(id);
    }

    private async Task<Result<Fetched>> FetchAsync(int id, Uri url, string sha256, Work work)
    {
        try
        {
            // Whole already: a daemon died between this and saying so.
            var whole = File.Exists(folder.PathOf(id));
            var fetched = whole ? await IsoFolder.HashAsync(folder.PathOf(id), work.Stop.Token) : await FetchAsync(id, url, work, work.Stop.Token);
            if (!fetched.TryGet(out var got, out var failure))
            {
                return failure;
            }

            if (sha256.Length > 0 && !sha256.Equals(got.Sha256, StringComparison.OrdinalIgnoreCase))
            {
                return Refused("media.other-sha256", $"what the URL gave is not what was expected: its SHA-256 is {got.Sha256}");
            }

            if (!await IsoFolder.IsIsoAsync(whole ? folder.PathOf(id) : folder.DraftOf(id), work.Stop.Token))
            {
                return Refused("media.not-iso", "what the URL gave is no ISO 9660 image");
            }

            folder.Keep(id);
            return got;
        }
        catch (Exception trouble) when (trouble is HttpRequestException or IOException)
        {
            // A private address is refused when it is dialled, and looks like any other that cannot be reached.
            return new Failure(FailureKind.Unavailable, "media.fetch", "the image could not be fetched from its URL: it cannot be reached, or the connection broke off.");
        }
        catch (OperationCanceledException)
        {
            return Refused("media.fetch-slow", $"the image could not be fetched within {options.FetchWithin.TotalMinutes:0.#} minutes");
        }
    }

    private async Task<Result<Fetched>> FetchAsync(int id, Uri url, Work work, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(ClientName);
        for (var hops = 0; hops <= MostRedirects; hops++)
        {
            if (!IsWeb(url))
            {
                return Refused("media.bad-redirect", "the URL leads on to something that is not http or https");
            }

            if (!options.AllowPrivateUrls && !await PublicInternet.IsPublicAsync(url.DnsSafeHost, cancellationToken))
            {
                return IsoFailures.NotPublic();
            }

            using var answer = await client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (answer.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect
                && answer.Headers.Location is { } location)
            {
                // Each hop goes through the same door.
                url = new Uri(url, location);
                continue;
            }

            if (!answer.IsSuccessStatusCode)
            {
                return (int)answer.StatusCode >= 500
                    ? new Failure(FailureKind.Unavailable, "media.fetch-answer", $"the URL answers with HTTP {(int)answer.StatusCode}")
                    : Refused("media.fetch-answer", $"the URL answers with HTTP {(int)answer.StatusCode}");
            }

            if (answer.Content.Headers.ContentLength is { } length && length > work.Most)
            {
                return TooLarge(work.Most);
            }

            await using var from = await answer.Content.ReadAsStreamAsync(cancellationToken);
            await using var to = folder.OpenDraft(id);
            return await IsoFolder.CopyAsync(from, to, work.Most, () => folder.Free, cancellationToken) is { } copied
                ? copied
                : TooLarge(work.Most);
        }

        return Refused("media.bad-redirect", $"the URL leads on more than {MostRedirects} times");
    }

    public static bool IsWeb(Uri url) => url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps;

    private static Failure TooLarge(long most) => Refused("media.too-large", $"the image is too large: at most {most / 1024 / 1024} MiB can be taken now");

    private static Failure Refused(string code, string why) => new(FailureKind.Invalid, code, $"{why}.");

    private sealed class Work(long most, CancellationTokenSource stop)
    {
        public long Most { get; } = most;

        public CancellationTokenSource Stop { get; } = stop;

        public Task<Result<Fetched>>? Going { get; set; }
    }
}

internal sealed record Fetched(long Bytes, string Sha256);
