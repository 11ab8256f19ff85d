using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Shouldly;
using Slipway.Conformance.Invapi;
using Xunit;

namespace Slipway.Conformance.Consoles;

/// <summary>A customer with a server on the simulated fleet, who looks at its screen as a browser does.</summary>
internal sealed class ConsoleVisitor(InvapiHost host, Dictionary<string, string> names)
{
    /// <summary>Where the provider is reached; the daemon of the tests listens elsewhere, as behind a proxy.</summary>
    public const string OurOrigin = "https://api.example.net";

    public static CancellationToken Ending => TestContext.Current.CancellationToken;

    public string Token => names["token"];

    public ServerId Server => new(int.Parse(names["server"], CultureInfo.InvariantCulture));

    public static async Task<ConsoleVisitor> WithServerAsync(string fleet = "quick")
    {
        var host = await InvapiHost.OfAsync(fleet);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        await new Given(host, names).PrepareAsync("customer with a server");
        return new ConsoleVisitor(host, names);
    }

    public Task WaitAsync(string key) => new Given(host, names).WaitAsync(key);

    /// <summary>Calls an action on the server; answers its members.</summary>
    public async Task<JsonElement> CallAsync(string action, params (string Name, string Value)[] more)
    {
        using var answer = JsonDocument.Parse(await host.PostAsync("/eq.php", [("action", action), ("token", Token), ("id", names["server"]), .. more]));
        return answer.RootElement.Clone();
    }

    public async Task<string> TicketAsync(params (string Name, string Value)[] more)
    {
        var answer = await CallAsync("novnc", more);
        answer.GetProperty("result").ToString().ShouldBe("OK", answer.GetRawText());
        return TicketIn(answer);
    }

    public static string TicketIn(JsonElement answer)
    {
        var link = answer.GetProperty("url").GetString()!;
        answer.GetProperty("data").GetString().ShouldBe(link);
        return link.Split("#ticket=")[1];
    }

    /// <summary>What the page asks before it opens the socket.</summary>
    public async Task<(HttpStatusCode Status, string Words)> LookAsync(string ticket)
    {
        using var form = new FormUrlEncodedContent([new("ticket", ticket)]);
        using var answer = await host.Client.PostAsync(new Uri("/novnc/ticket", UriKind.Relative), form, Ending);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Ending));
    }

    public async Task<ClientWebSocket> OpenAsync(string ticket, string? origin = OurOrigin)
    {
        var socket = Socket(ticket, origin);
        await socket.ConnectAsync(Address, Ending);
        return socket;
    }

    /// <summary>The status of a refusal.</summary>
    public async Task<HttpStatusCode> RefusedAsync(string ticket, string? origin = OurOrigin)
    {
        using var socket = Socket(ticket, origin);
        await Should.ThrowAsync<WebSocketException>(() => socket.ConnectAsync(Address, Ending));
        return socket.HttpStatusCode;
    }

    /// <summary>Says hello as RFB 3.8 wants it, and answers the name of the screen.</summary>
    public static async Task<string> GreetAsync(ClientWebSocket socket)
    {
        Encoding.ASCII.GetString(await ReadAsync(socket, 12)).ShouldBe("RFB 003.008\n");
        await SendAsync(socket, [.. "RFB 003.008\n"u8]);
        (await ReadAsync(socket, 2)).ShouldBe([1, 1], "no password, because nobody else can come here");
        await SendAsync(socket, [1]);
        (await ReadAsync(socket, 4)).ShouldBe(new byte[4]);
        await SendAsync(socket, [1]);
        var screen = await ReadAsync(socket, 24);
        return Encoding.ASCII.GetString(await ReadAsync(socket, screen[23]));
    }

    public static Task SendAsync(ClientWebSocket socket, byte[] bytes) => socket.SendAsync(bytes, WebSocketMessageType.Binary, endOfMessage: true, Ending);

    public static async Task<byte[]> ReadAsync(ClientWebSocket socket, int count)
    {
        var bytes = new byte[count];
        for (var read = 0; read < count;)
        {
            var got = await socket.ReceiveAsync(bytes.AsMemory(read), Ending);
            got.MessageType.ShouldBe(WebSocketMessageType.Binary, $"closed: {socket.CloseStatus} {socket.CloseStatusDescription}");
            read += got.Count;
        }

        return bytes;
    }

    /// <summary>Reads on until the other side closes; the test's own limit ends a wait in vain.</summary>
    public static async Task<(int Code, string Words)> ClosedAsync(ClientWebSocket socket)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ending);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        var bytes = new byte[64 * 1024];
        while ((await socket.ReceiveAsync(bytes.AsMemory(), patience.Token)).MessageType != WebSocketMessageType.Close)
        {
        }

        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", patience.Token);
        return ((int)socket.CloseStatus!.Value, socket.CloseStatusDescription ?? "");
    }

    private Uri Address => new UriBuilder(host.Client.BaseAddress!) { Scheme = "ws", Path = "/novnc/socket" }.Uri;

    private static ClientWebSocket Socket(string ticket, string? origin)
    {
        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.AddSubProtocol("binary");
        socket.Options.AddSubProtocol($"ticket.{ticket}");
        if (origin is not null)
        {
            socket.Options.SetRequestHeader("Origin", origin);
        }

        return socket;
    }
}
