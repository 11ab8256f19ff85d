using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using MimeKit;
using SmtpServer;
using SmtpServer.ComponentModel;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace Slipway.EndToEnd;

/// <summary>An SMTP server on a loopback port that keeps what it receives. It can be told to refuse for a while.</summary>
public sealed class MailSink : MessageStore, IAsyncDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private readonly ConcurrentQueue<MimeMessage> _received = new();
    private readonly Task _running;
    private int _refusals;

    private MailSink(int port)
    {
        Port = port;
        var services = new ServiceProvider();
        services.Add(this);
        _running = new SmtpServer.SmtpServer(new SmtpServerOptionsBuilder().ServerName("sink.example.org").Endpoint(endpoint => endpoint.Endpoint(new IPEndPoint(IPAddress.Loopback, port))).Build(), services)
            .StartAsync(_ended.Token);
    }

    public int Port { get; }

    public IReadOnlyCollection<MimeMessage> Received => _received;

    public int Refused { get; private set; }

    /// <param name="refusals">So many mails are turned away before one is taken.</param>
    public static MailSink Started(int refusals)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        return new MailSink(port) { _refusals = refusals };
    }

    public override async Task<SmtpResponse> SaveAsync(ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
    {
        if (Interlocked.Decrement(ref _refusals) >= 0)
        {
            Refused++;
            return new SmtpResponse(SmtpReplyCode.MailboxUnavailable, "try again later");
        }

        using var stream = new MemoryStream(buffer.ToArray());
        _received.Enqueue(await MimeMessage.LoadAsync(stream, cancellationToken));
        return SmtpResponse.Ok;
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ended.Dispose();
    }
}
