using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Slipway.Machines;

namespace Slipway.Drivers.Qemu;

/// <summary>
/// One command to a running QEMU over its QEMU Machine Protocol socket. A connection a command: the socket serves one
/// client at a time, so it is not kept.
/// </summary>
internal sealed class QmpClient(TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // Of what writes to the disk and waits for it.
    private static readonly TimeSpan LongPatience = TimeSpan.FromSeconds(30);

    /// <summary>Null when QEMU carried the command out.</summary>
    public async Task<Failure?> ExecuteAsync(QemuFiles files, string command, CancellationToken cancellationToken) =>
        (await AskAsync(files, command, null, Patience, cancellationToken)).Failure;

    /// <summary>The same for a command with arguments, which may have to write to the disk first.</summary>
    public async Task<Failure?> ExecuteAsync(QemuFiles files, string command, object arguments, CancellationToken cancellationToken) =>
        (await AskAsync(files, command, arguments, LongPatience, cancellationToken)).Failure;

    /// <summary>What QEMU answers to a question.</summary>
    public Task<Result<JsonElement>> AskAsync(QemuFiles files, string command, CancellationToken cancellationToken) => AskAsync(files, command, null, Patience, cancellationToken);

    /// <param name="arguments">Serialised as JSON; null for none.</param>
    public Task<Result<JsonElement>> AskAsync(QemuFiles files, string command, object? arguments, CancellationToken cancellationToken) => AskAsync(files, command, arguments, Patience, cancellationToken);

    private async Task<Result<JsonElement>> AskAsync(QemuFiles files, string command, object? arguments, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(files.Qmp), either.Token);
            await using var stream = new NetworkStream(socket, ownsSocket: false);
            using var reader = new StreamReader(stream, Encoding.UTF8);

            var greeting = await reader.ReadLineAsync(either.Token);
            if (greeting is null)
            {
                return NoAnswer(command, "closed before the greeting");
            }

            return (await CallAsync(stream, reader, "qmp_capabilities", null, either.Token)).Failure is { } refused
                ? refused
                : await CallAsync(stream, reader, command, arguments, either.Token);
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return NoAnswer(command, exception.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return NoAnswer(command, $"no answer within {patience.TotalSeconds:0} s");
        }
    }

    private static async Task<Result<JsonElement>> CallAsync(NetworkStream stream, StreamReader reader, string command, object? arguments, CancellationToken cancellationToken)
    {
        var call = new Dictionary<string, object> { ["execute"] = command, ["id"] = command };
        if (arguments is not null)
        {
            call["arguments"] = arguments;
        }

        await stream.WriteAsync(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(call) + "\n"), cancellationToken);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            using var document = JsonDocument.Parse(line);
            var answer = document.RootElement;
            if (answer.TryGetProperty("error", out var error))
            {
                return NoAnswer(command, error.TryGetProperty("desc", out var text) ? text.GetString() ?? "" : error.ToString());
            }

            if (answer.TryGetProperty("return", out var told))
            {
                return told.Clone();
            }

            // Anything else is an event (POWERDOWN, RESET) between question and answer.
        }

        return NoAnswer(command, "closed without an answer");
    }

    private static Failure NoAnswer(string command, string reason) => new(
        FailureKind.Unavailable,
        "qemu.no-answer",
        "The machine's control does not answer just now.",
        new DriverFacts($"QMP {command}: {reason}"));
}
