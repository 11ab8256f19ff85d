using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Shouldly;
using Slipway.Drivers.Qemu;
using Xunit;

namespace Slipway.Tests.Drivers;

/// <summary>The other end of the port is a customer's: whatever it says ends in an answer or a refusal, and never in much memory.</summary>
public sealed class AgentSessionTests : IAsyncLifetime
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"agent-{Guid.NewGuid():N}.sock");

    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    private readonly Socket _ours = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    private Socket _guest = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _listener.Bind(new UnixDomainSocketEndPoint(_path));
        _listener.Listen();
        await _ours.ConnectAsync(new UnixDomainSocketEndPoint(_path), Token);
        _guest = await _listener.AcceptAsync(Token);
    }

    public ValueTask DisposeAsync()
    {
        _guest.Dispose();
        _ours.Dispose();
        _listener.Dispose();
        File.Delete(_path);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Answers_to_earlier_connections_are_passed_over()
    {
        var session = new AgentSession(_ours);
        var sync = session.SyncAsync(Token);
        var asked = await ReadAsync();
        asked[0].ShouldBe((byte)0xFF);
        var number = Id(asked.AsSpan(1));
        await SendAsync("""{"return": {"pid": 4711}}""" + "\n");
        await SendAsync([0xFF, .. Encoding.UTF8.GetBytes($$"""{"return": {{number ^ 1}}}""" + "\n")]);
        sync.IsCompleted.ShouldBeFalse();
        await SendAsync("""{"error": {"class": "GenericError", "desc": "stray"}}""" + "\n");
        await SendAsync([0xFF, .. Encoding.UTF8.GetBytes($$"""{"return": {{number}}}""" + "\n")]);
        await sync;

        var question = session.AskAsync("guest-info", null, Token);
        Encoding.UTF8.GetString(await ReadAsync()).ShouldBe("""{"execute":"guest-info"}""" + "\n");
        await SendAsync("""{"return": {"version": "7"}}""" + "\n");
        (await question).Value.GetProperty("version").GetString().ShouldBe("7");
    }

    [Theory]
    [InlineData("""{"error": {"class": "CommandNotFound", "desc": "Command guest-exec has been disabled"}}""", "qemu.agent-refuses")]
    [InlineData("""{"error": {"class": "GenericError", "desc": "guest-exec is disabled"}}""", "qemu.agent-refuses")]
    [InlineData("""{"error": {"class": "GenericError", "desc": "no memory"}}""", "qemu.agent-failed")]
    [InlineData("""{"error": 7}""", "qemu.agent-failed")]
    [InlineData("""{"error": {"class": 1, "desc": [2]}}""", "qemu.agent-failed")]
    [InlineData("""{"nothing": 7}""", "qemu.agent-strange")]
    public async Task A_refusal_is_a_refusal(string answer, string code)
    {
        await SendAsync(answer + "\n");

        var refused = (await new AgentSession(_ours).AskAsync("guest-exec", null, Token)).Failure!;

        refused.Code.ShouldBe(code);
        refused.Message.ShouldNotContain("memory");
    }

    [Theory]
    [InlineData("not json\n")]
    [InlineData("\n")]
    [InlineData("[1]\n")]
    [InlineData("7\n")]
    [InlineData("{\"return\": [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}\n")]
    public async Task Nonsense_is_noticed(string answer)
    {
        await SendAsync(answer);

        // What QemuAgent takes for a strange answer.
        (await Record.ExceptionAsync(() => new AgentSession(_ours).AskAsync("guest-info", null, Token)) is JsonException or InvalidOperationException).ShouldBeTrue();
    }

    [Fact]
    public async Task A_line_without_end_is_cut_off()
    {
        var flood = FloodAsync([.. Enumerable.Repeat((byte)'x', 4096)]);

        await Should.ThrowAsync<InvalidDataException>(() => new AgentSession(_ours).AskAsync("guest-info", null, Token));

        _ours.Close();
        (await flood).ShouldBeLessThan(3_000_000);
    }

    [Fact]
    public async Task Lines_without_end_are_cut_off_when_none_is_for_us()
    {
        var flood = FloodAsync([0xFF, .. "{\"return\": 0}\n"u8]);

        await Should.ThrowAsync<InvalidDataException>(() => new AgentSession(_ours).SyncAsync(Token));

        _ours.Close();
        (await flood).ShouldBeLessThan(3_000_000);
    }

    [Fact]
    public async Task A_port_that_is_closed_is_no_answer()
    {
        _guest.Close();

        (await Record.ExceptionAsync(() => new AgentSession(_ours).AskAsync("guest-info", null, Token)) is IOException or SocketException).ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{"exited": true}""", -1, "")]
    [InlineData("""{"exited": true, "exitcode": 3, "out-data": "aGk="}""", 3, "hi")]
    [InlineData("""{"exited": true, "exitcode": 99999999999999}""", -1, "")]
    public void The_end_of_a_command(string status, int code, string text)
    {
        using var document = JsonDocument.Parse(status);

        var output = AgentOutput.From(document.RootElement).Value;

        (output.ExitCode, output.Text).ShouldBe((code, text));
    }

    [Theory]
    [InlineData("boot 5ea5ec65-6a5c-4d7d-b313-1f0e0c3f1603\nnet 10 20\nMemTotal: 1000 kB\nMemAvailable: 400 kB\n", "5ea5ec65-6a5c-4d7d-b313-1f0e0c3f1603", 10L, 20L, 600L * 1024)]
    [InlineData("net 10 20\n", "", null, null, null)]
    [InlineData("boot x\nnet 10 20\n", "", null, null, null)]
    [InlineData("boot 5ea5ec65-6a5c-4d7d-b313-1f0e0c3f1603\nnet -1 20\nMemTotal: 10 kB\nMemAvailable: 11 kB\n", "5ea5ec65-6a5c-4d7d-b313-1f0e0c3f1603", null, null, null)]
    [InlineData("boot 5ea5ec65-6a5c-4d7d-b313-1f0e0c3f1603\nnet 99999999999999999999 20\nMemTotal: 9223372036854775807 kB\nMemAvailable: 0 kB\n", "5ea5ec65-6a5c-4d7d-b313-1f0e0c3f1603", null, null, null)]
    [InlineData("", "", null, null, null)]
    public void Figures_from_inside_are_read_with_care(string text, string boot, long? received, long? sent, long? memory) =>
        InsideFigures.Parse(text).ShouldBe(new InsideFigures(boot, received, sent, memory));

    [Theory]
    [InlineData("""[{"hardware-address": "52:54:00:AA:00:01", "statistics": {"rx-bytes": 5, "tx-bytes": 6}}]""", 5L, 6L)]
    [InlineData("""[{"hardware-address": "52:54:00:aa:00:02", "statistics": {"rx-bytes": 5, "tx-bytes": 6}}]""", null, null)]
    [InlineData("""[{"hardware-address": "52:54:00:aa:00:01", "statistics": {"rx-bytes": -5, "tx-bytes": "6"}}, 7, {"hardware-address": 8}]""", null, null)]
    [InlineData("""{"hardware-address": "52:54:00:aa:00:01"}""", null, null)]
    public void Interfaces_from_inside_are_read_with_care(string json, long? received, long? sent)
    {
        using var document = JsonDocument.Parse(json);

        InsideFigures.Parse(document.RootElement, "52:54:00:aa:00:01").ShouldBe(new InsideFigures("", received, sent, null));
    }

    [Theory]
    [InlineData("plain\ttext\n", "plain\ttext\n")]
    [InlineData("\u001b[31mred\0\u0007\r\u009b", "[31mred")]
    public void Output_is_readable(string text, string readable) => QemuGuest.Readable(text).ShouldBe(readable);

    [Fact]
    public void Output_is_short()
    {
        var emoji = string.Concat(Enumerable.Repeat("\U0001F600", 3000));

        var readable = QemuGuest.Readable("x" + emoji);

        Encoding.UTF8.GetByteCount(readable).ShouldBe(4096);
        readable.ShouldBe(emoji[..2048]);
    }

    private static int Id(ReadOnlySpan<byte> question)
    {
        using var document = JsonDocument.Parse(question.ToArray());
        document.RootElement.GetProperty("execute").GetString().ShouldBe("guest-sync-delimited");
        return document.RootElement.GetProperty("arguments").GetProperty("id").GetInt32();
    }

    private async Task<byte[]> ReadAsync()
    {
        var bytes = new byte[4096];
        return bytes[..await _guest.ReceiveAsync(bytes, Token)];
    }

    private Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    private async Task SendAsync(byte[] bytes) => await _guest.SendAsync(bytes, Token);

    private async Task<long> FloodAsync(byte[] part)
    {
        long sent = 0;
        try
        {
            while (true)
            {
                sent += await _guest.SendAsync(part, Token);
            }
        }
        catch (SocketException)
        {
            return sent;
        }
    }
}
