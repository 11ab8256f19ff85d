using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace Slipway.Conformance.Images;

/// <summary>A vendor's web server, real and on the loopback address. Ranges and conditions are ASP.NET's own work.</summary>
internal sealed class VendorServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private VendorServer(WebApplication app) => _app = app;

    public ConcurrentDictionary<string, byte[]> Files { get; } = new();

    /// <summary>What was asked: path, the range or nothing, the status.</summary>
    public ConcurrentQueue<(string Path, string Range, int Status)> Asked { get; } = new();

    /// <summary>Cut the connection of the next requests for a large file after so many bytes.</summary>
    public ConcurrentQueue<int> Cuts { get; } = new();

    /// <summary>Once so many bytes are out, the answer stands still until this is released.</summary>
    public (int After, TaskCompletionSource Reached, TaskCompletionSource Go)? Hold { get; set; }

    /// <summary>Answer so many requests with 503 first.</summary>
    public int Unwell { get; set; }

    public bool KnowsRanges { get; set; } = true;

    public string Url { get; private set; } = "";

    public static async Task<VendorServer> StartedAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var server = new VendorServer(app);
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        server.Url = app.Urls.Single();
        return server;
    }

    public Uri Address(string file) => new($"{Url}/{file}");

    public string Sha256(string file) => Convert.ToHexStringLower(SHA256.HashData(Files[file]));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!.TrimStart('/');
        try
        {
            if (Unwell > 0)
            {
                Unwell--;
                context.Response.StatusCode = 503;
                return;
            }

            if (!Files.TryGetValue(path, out var bytes))
            {
                context.Response.StatusCode = 404;
                return;
            }

            if (bytes.Length > 1 << 16)
            {
                context.Response.Body = new Tap(context, context.Response.Body, Cuts.TryDequeue(out var cut) ? cut : int.MaxValue, Hold);
            }

            var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))}\"");
            await Results.Bytes(bytes, "application/octet-stream", enableRangeProcessing: KnowsRanges, entityTag: tag).ExecuteAsync(context);
        }
        catch (IOException)
        {
            // The reader has gone, or the connection was cut here.
        }
        finally
        {
            Asked.Enqueue((path, context.Request.Headers.Range.ToString(), context.Response.StatusCode));
        }
    }

    /// <summary>Lets bytes through until it cuts, or stands still.</summary>
    private sealed class Tap(HttpContext context, Stream inner, int cut, (int After, TaskCompletionSource Reached, TaskCompletionSource Go)? hold) : MemoryStream
    {
        private int _out;

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            while (buffer.Length > 0)
            {
                var piece = buffer[..Math.Min(buffer.Length, 1 << 14)];
                buffer = buffer[piece.Length..];
                if (_out >= cut)
                {
                    await inner.FlushAsync(cancellationToken);
                    context.Abort();
                    throw new IOException("cut");
                }

                if (hold is { } stop && _out >= stop.After)
                {
                    await inner.FlushAsync(cancellationToken);
                    stop.Reached.TrySetResult();
                    await stop.Go.Task.WaitAsync(context.RequestAborted);
                }

                await inner.WriteAsync(piece, cancellationToken);
                _out += piece.Length;
            }
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);
    }
}
