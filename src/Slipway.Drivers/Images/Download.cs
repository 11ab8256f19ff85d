using System.Net;
using System.Net.Http.Headers;

namespace Slipway.Drivers.Images;

/// <summary>
/// Fetches a large file into a part that outlives the process: the next call goes on where this one was cut off, if the
/// server still has the same file.
/// </summary>
internal sealed class Download(IHttpClientFactory clients, TimeProvider time)
{
    public const string ClientName = "images";

    private const int SmallFile = 4 << 20;

    /// <summary>No byte for so long: the connection is given up and taken up anew.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The first pause; each further one is twice as long.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Attempts in a row that bring nothing.</summary>
    public int Attempts { get; init; } = 6;

    /// <summary>A checksum list or a signature, as a whole.</summary>
    public async Task<Result<byte[]>> SmallAsync(Uri url, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var client = clients.CreateClient(ClientName);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(Silence);
            string why;
            try
            {
                using var answer = await client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, patience.Token);
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    await answer.Content.LoadIntoBufferAsync(SmallFile, patience.Token);
                    return await answer.Content.ReadAsByteArrayAsync(patience.Token);
                }

                why = Answered(answer.StatusCode);
                if (!PassesBy(answer.StatusCode))
                {
                    return NotFetched(url, why);
                }
            }
            catch (Exception cut) when (IsOfTheNetwork(cut, cancellationToken))
            {
                why = Say(cut);
            }

            if (attempt == Attempts)
            {
                return NotFetched(url, why);
            }

            await Task.Delay(Pause * Math.Pow(2, attempt - 1), time, cancellationToken);
        }
    }

    /// <param name="part">The file to fill; beside it stands what it is a part of.</param>
    /// <param name="sha256">What the whole should be. A part of something else is thrown away.</param>
    /// <param name="room">Is there room for so many more bytes?</param>
    public async Task<Failure?> LargeAsync(Uri url, DownloadPart part, string sha256, Func<long, Failure?> room, Action<long, long?> watcher, CancellationToken cancellationToken)
    {
        part.KeepOnly(url, sha256);
        for (var attempt = 1; ;)
        {
            var before = part.Length;
            var (done, failure, why) = await OnceAsync(url, part, sha256, room, watcher, cancellationToken);
            if (done || failure is not null)
            {
                return failure;
            }

            attempt = part.Length > before ? 1 : attempt + 1;
            if (attempt > Attempts)
            {
                return NotFetched(url, $"{why}. {ByteSize.ToText(part.Length)} are kept: the next pull goes on from there");
            }

            await Task.Delay(Pause * Math.Pow(2, attempt - 1), time, cancellationToken);
        }
    }

    private async Task<(bool Done, Failure? Failure, string Why)> OnceAsync(
        Uri url, DownloadPart part, string sha256, Func<long, Failure?> room, Action<long, long?> watcher, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(ClientName);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
        var offset = part.Resume(request);
        try
        {
            patience.CancelAfter(Silence);
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            var range = answer.Content.Headers.ContentRange;
            if (answer.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && offset > 0)
            {
                if (range?.Length == offset)
                {
                    return (true, null, "");
                }

                part.Delete();
                return (false, null, "the server has another file now");
            }

            if (answer.StatusCode == HttpStatusCode.OK)
            {
                // Asked for the rest and got all: the file has changed, or the server knows no ranges.
                offset = 0;
            }
            else if (answer.StatusCode != HttpStatusCode.PartialContent || range?.From != offset)
            {
                return (false, PassesBy(answer.StatusCode) ? null : NotFetched(url, Answered(answer.StatusCode)), Answered(answer.StatusCode));
            }

            var total = answer.Content.Headers.ContentLength is { } rest ? offset + rest : (long?)null;
            if (room((total ?? offset) - offset) is { } full)
            {
                return (false, full, "");
            }

            part.Begin(new DownloadPart.Origin(url, sha256, answer.Headers.ETag is { IsWeak: false } tag ? tag.Tag : null, answer.Content.Headers.LastModified), offset);
            await using var file = part.Open(offset);
            await using var stream = await answer.Content.ReadAsStreamAsync(patience.Token);
            var buffer = new byte[1 << 17];
            var got = offset;
            while (true)
            {
                patience.CancelAfter(Silence);
                var read = await stream.ReadAsync(buffer, patience.Token);
                if (read == 0)
                {
                    break;
                }

                // Not given up in the middle of a write: what is in the part is what was received.
                await file.WriteAsync(buffer.AsMemory(0, read), CancellationToken.None);
                got += read;
                watcher(got, total);
            }

            return total is null || got == total ? (true, null, "") : (false, null, $"the connection ended after {ByteSize.ToText(got)}");
        }
        catch (Exception cut) when (IsOfTheNetwork(cut, cancellationToken))
        {
            return (false, null, Say(cut));
        }
    }

    // A full disk is an IOException too, but not one of HTTP or of a socket.
    private static bool IsOfTheNetwork(Exception exception, CancellationToken asked) => exception switch
    {
        OperationCanceledException => !asked.IsCancellationRequested,
        HttpRequestException or HttpIOException => true,
        IOException { InnerException: System.Net.Sockets.SocketException } => true,
        _ => false,
    };

    private string Say(Exception cut) => cut is OperationCanceledException ? $"no answer for {Silence.TotalSeconds:0} s" : cut.InnerException?.Message ?? cut.Message;

    private static bool PassesBy(HttpStatusCode status) => (int)status >= 500 || status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.PartialContent;

    private static string Answered(HttpStatusCode status) => $"the server answers {(int)status}";

    private static Failure NotFetched(Uri url, string why) => new(FailureKind.Unavailable, "images.not-fetched", $"{url} was not fetched: {why}.");
}
