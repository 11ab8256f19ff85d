using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Slipway.Machines;

namespace Slipway.Drivers.Qemu;

/// <summary>
/// The agent inside a guest (<c>qemu-guest-agent</c>), by its port's socket. Its customer is root beside it and may have put anything in its
/// place: what it says is bounded in size and time, and believed in nothing that matters outside of that guest.
/// </summary>
internal sealed class QemuAgent(MachineLocks locks, TimeProvider time)
{
    // An agent that runs answers a sync in milliseconds, under emulation on a busy box in tenths of a second.
    private static readonly TimeSpan SyncPatience = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>A command of the agent, and what it returned.</summary>
    public Task<Result<JsonElement>> AskAsync(QemuFiles files, string command, CancellationToken cancellationToken) =>
        WithAsync(files, (session, token) => session.AskAsync(command, null, token), cancellationToken);

    /// <summary>A short script, read by <c>/bin/sh</c> from its standard input, with its output. One that takes longer is Unavailable.</summary>
    public Task<Result<AgentOutput>> ShellAsync(QemuFiles files, string script, CancellationToken cancellationToken) => WithAsync<AgentOutput>(
        files,
        async (session, token) =>
        {
            var begin = new Dictionary<string, object> { ["path"] = "/bin/sh", ["input-data"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(script)), ["capture-output"] = true };
            if (!(await session.AskAsync("guest-exec", begin, token)).TryGet(out var begun, out var refused))
            {
                return refused;
            }

            if (!begun.TryGetProperty("pid", out var pid) || !pid.TryGetInt64(out var number))
            {
                return AgentFailures.Strange("guest-exec: no pid");
            }

            while (true)
            {
                if (!(await session.AskAsync("guest-exec-status", new Dictionary<string, object> { ["pid"] = number }, token)).TryGet(out var status, out refused))
                {
                    return refused;
                }

                if (status.TryGetProperty("exited", out var exited) && exited.ValueKind == JsonValueKind.True)
                {
                    return AgentOutput.From(status);
                }

                await Task.Delay(Pause, time, token);
            }
        },
        cancellationToken);

    private async Task<Result<T>> WithAsync<T>(QemuFiles files, Func<AgentSession, CancellationToken, Task<Result<T>>> ask, CancellationToken cancellationToken)
    {
        if (!QemuProcess.IsRunning(files))
        {
            return QemuFailures.Off();
        }

        if (!File.Exists(files.Agent))
        {
            return AgentFailures.NoPort;
        }

        using var deadline = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            // The port serves one at a time; answers to two would be mixed up.
            using var held = await locks.HoldAsync(files.Agent, either.Token);
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(files.Agent), either.Token);
            var session = new AgentSession(socket);
            using (var soon = new CancellationTokenSource(SyncPatience, time))
            using (var sync = CancellationTokenSource.CreateLinkedTokenSource(soon.Token, either.Token))
            {
                await session.SyncAsync(sync.Token);
            }

            return await ask(session, either.Token);
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return AgentFailures.Silent(exception.Message);
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException or InvalidOperationException or FormatException)
        {
            return AgentFailures.Strange(exception.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return AgentFailures.Silent("no answer in time");
        }
    }
}

/// <param name="Text">Standard output.</param>
internal sealed record AgentOutput(int ExitCode, string Text)
{
    public static Result<AgentOutput> From(JsonElement status)
    {
        var code = status.TryGetProperty("exitcode", out var exit) && exit.TryGetInt32(out var number) ? number : -1;
        return new AgentOutput(code, status.TryGetProperty("out-data", out var data) ? Encoding.UTF8.GetString(data.GetBytesFromBase64()) : "");
    }
}

internal static class AgentFailures
{
    public static readonly Failure NoPort = new(
        FailureKind.Unsupported, "qemu.no-agent-port", "The server was started before it had a port for commands from outside. Switch it off and on again (a restart from inside is not enough).");

    private const string SilentText = "The guest agent inside the server does not answer. It is the service qemu-guest-agent; is it installed and running?";

    public static Failure Silent(string why) => new(FailureKind.Unavailable, "qemu.agent-silent", SilentText, new DriverFacts($"guest agent: {why}"));

    public static Failure Strange(string why) => new(
        FailureKind.Unavailable, "qemu.agent-strange", "The guest agent inside the server answers in a way that cannot be understood.", new DriverFacts($"guest agent: {Short(why)}"));

    public static Failure Refused(string command, string kind, string why) =>
        kind == "CommandNotFound" || why.Contains("disabled", StringComparison.OrdinalIgnoreCase) || why.Contains("not allowed", StringComparison.OrdinalIgnoreCase)
            ? new Failure(
                FailureKind.Unsupported, "qemu.agent-refuses", $"The guest agent inside the server does not allow {command}; its settings decide that.", new DriverFacts($"{command}: {Short(why)}"))
            : new Failure(FailureKind.Unavailable, "qemu.agent-failed", "The guest agent inside the server could not do it just now.", new DriverFacts($"{command}: {Short(why)}"));

    // A guest writes this: neither lines of its own into the log, nor a megabyte.
    private static string Short(string why) => new([.. why.Take(200).Select(sign => char.IsControl(sign) ? ' ' : sign)]);
}

/// <summary>One connection to an agent: lines of JSON, after both sides have agreed where a line begins.</summary>
internal sealed class AgentSession(Socket socket)
{
    // The output of our own scripts stays far below; base64 makes a third more of it.
    private const int LongestLine = 64 * 1024;

    // Of all that is read, answers to questions of earlier connections included.
    private const int MostBytes = 512 * 1024;

    private const byte Delimiter = 0xFF;

    private static readonly JsonDocumentOptions Shallow = new() { MaxDepth = 16 };

    private readonly byte[] _buffer = new byte[4096];
    private int _start;
    private int _end;
    private int _total;

    /// <summary>
    /// The delimiter makes the agent forget half a question; its own delimiter ends whatever it was still saying. An answer with another
    /// number is one to an earlier connection.
    /// </summary>
    public async Task SyncAsync(CancellationToken cancellationToken)
    {
        var number = Random.Shared.Next(1, int.MaxValue);
        await SendAsync([Delimiter, .. Question("guest-sync-delimited", new Dictionary<string, object> { ["id"] = number })], cancellationToken);
        while (true)
        {
            while (await NextAsync(cancellationToken) != Delimiter)
            {
                // Not for us.
            }

            using var document = JsonDocument.Parse(await LineAsync(cancellationToken), Shallow);
            if (document.RootElement.TryGetProperty("return", out var returned) && returned.TryGetInt32(out var same) && same == number)
            {
                return;
            }
        }
    }

    public async Task<Result<JsonElement>> AskAsync(string command, Dictionary<string, object>? arguments, CancellationToken cancellationToken)
    {
        await SendAsync(Question(command, arguments), cancellationToken);
        using var document = JsonDocument.Parse(await LineAsync(cancellationToken), Shallow);
        if (document.RootElement.TryGetProperty("return", out var returned))
        {
            return returned.Clone();
        }

        return document.RootElement.TryGetProperty("error", out var error)
            ? AgentFailures.Refused(command, TextOf(error, "class"), TextOf(error, "desc"))
            : AgentFailures.Strange($"{command}: neither return nor error");
    }

    private static string TextOf(JsonElement error, string name) =>
        error.ValueKind == JsonValueKind.Object && error.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";

    private static byte[] Question(string command, Dictionary<string, object>? arguments) =>
    [
        .. arguments is null ? JsonSerializer.SerializeToUtf8Bytes(new { execute = command }) : JsonSerializer.SerializeToUtf8Bytes(new { execute = command, arguments }),
        (byte)'\n',
    ];

    private async Task SendAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        for (var sent = 0; sent < bytes.Length;)
        {
            sent += await socket.SendAsync(bytes.AsMemory(sent), cancellationToken);
        }
    }

    private async Task<byte[]> LineAsync(CancellationToken cancellationToken)
    {
        var line = new List<byte>();
        while (await NextAsync(cancellationToken) is var next && next != '\n')
        {
            line.Add(next);
            if (line.Count > LongestLine)
            {
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"a line of more than {LongestLine} bytes"));
            }
        }

        return [.. line];
    }

    private async ValueTask<byte> NextAsync(CancellationToken cancellationToken)
    {
        if (_start == _end)
        {
            _start = 0;
            _end = await socket.ReceiveAsync(_buffer, cancellationToken);
            _total += _end;
            if (_end == 0)
            {
                throw new IOException("the port was closed");
            }

            if (_total > MostBytes)
            {
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"more than {MostBytes} bytes"));
            }
        }

        return _buffer[_start++];
    }
}
