using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Slipway.Machines;

namespace Slipway.Drivers;

/// <summary>Asks a machine's software for an answer, from outside. Shared by all real drivers.</summary>
internal sealed class SoftwareCheck : IDisposable
{
    private const int LargestAnswer = 1 << 20;

    private const int LongestGreeting = 4096;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;

    private readonly HttpClient _http;

    [SuppressMessage("Security", "CA5359", Justification = "A fresh machine has signed its own certificate: asked is whether it answers, not who it is.")]
    public SoftwareCheck(TimeProvider time)
    {
        _time = time;
        _http = new HttpClient(new SocketsHttpHandler
        {
            // A redirect is an answer of the software; where it leads may be reachable only by customers.
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.Zero,
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, _, _, _) => true },
        })
        {
            MaxResponseContentBufferSize = LargestAnswer,
        };
    }

    public async Task<Progress> AskAsync(string host, int port, SoftwareProbe probe, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return probe.Path is null
                ? await (probe is { Send: null, Contains: null } ? ConnectAsync(host, port, either.Token) : TalkAsync(host, port, probe, either.Token))
                : await GetAsync(new UriBuilder(probe.Port == 443 ? "https" : "http", host, port).Uri, probe, either.Token);
        }
        catch (Exception exception) when (exception is HttpRequestException or SocketException or IOException)
        {
            return new Progress.Again(Pause, $"no answer yet: {exception.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Progress.Again(Pause, "no answer yet");
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<Progress> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(host, port, cancellationToken);

        // A forwarding port accepts before the machine does, and is closed when nobody listens there. Silence is a server
        // that waits to be spoken to: the login has shown before that the machine is up.
        using var moment = new CancellationTokenSource(TimeSpan.FromSeconds(1), _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(moment.Token, cancellationToken);
        try
        {
            return await socket.ReceiveAsync(new byte[1], either.Token) == 0
                ? new Progress.Again(Pause, "the connection was closed")
                : new Progress.Done();
        }
        catch (OperationCanceledException) when (moment.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new Progress.Done();
        }
    }

    /// <summary>Says what the recipe says, if anything, and reads until the expected text, or the end of patience, comes.</summary>
    private static async Task<Progress> TalkAsync(string host, int port, SoftwareProbe probe, CancellationToken cancellationToken)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(host, port, cancellationToken);
        if (probe.Send is { } words)
        {
            await socket.SendAsync(Encoding.Latin1.GetBytes(words), cancellationToken);
        }

        var answer = new byte[LongestGreeting];
        var length = 0;
        while (length < answer.Length && await socket.ReceiveAsync(answer.AsMemory(length), cancellationToken) is > 0 and var received)
        {
            length += received;
            if (probe.Contains is null || Encoding.Latin1.GetString(answer, 0, length).Contains(probe.Contains, StringComparison.Ordinal))
            {
                return new Progress.Done("answers");
            }
        }

        return new Progress.Again(Pause, length == 0 ? "the connection was closed" : $"answers without '{probe.Contains}'");
    }

    private async Task<Progress> GetAsync(Uri site, SoftwareProbe probe, CancellationToken cancellationToken)
    {
        using var answer = await _http.GetAsync(new Uri(site, probe.Path), cancellationToken);
        var status = (int)answer.StatusCode;
        if (status >= 400)
        {
            return new Progress.Again(Pause, $"answers {status}");
        }

        if (probe.Contains is null)
        {
            return new Progress.Done($"answers {status}");
        }

        var text = $"{answer.Headers.Location}\n{await answer.Content.ReadAsStringAsync(cancellationToken)}";
        return text.Contains(probe.Contains, StringComparison.OrdinalIgnoreCase)
            ? new Progress.Done($"answers {status}")
            : new Progress.Again(Pause, $"answers {status} without '{probe.Contains}'");
    }
}
