using System.Diagnostics;
using System.Net.Sockets;
using Slipway.Testing;

namespace Slipway.Bench;

/// <summary>What clients read again and again, beside a bare Kestrel that answers the same bytes to the same post.</summary>
internal static class ReadBench
{
    private const int Rounds = 3;
    private const int Seconds = 4;
    private const int Connections = 16;

    public static Task<Figure> ShowAsync() => RunAsync("eq", "show", server => $"id={server.Server}");

    public static Task<Figure> ListAsync() => RunAsync("eq", "list", _ => "location=");

    public static Task<Figure> CheckAsync() => RunAsync("eq_callback", "check", server => $"key={server.Callback}");

    public static Task<Figure> PresetsAsync() => RunAsync("presets", "list", _ => "location=NL");

    private static async Task<Figure> RunAsync(string module, string action, Func<Ordered, string> parameters)
    {
        await using var daemon = await Slipwayd.StartedAsync("fake", null, ("Fake:DeploySeconds", "0"));
        var customer = await daemon.CustomerAsync(credit: 100);
        var ordered = await customer.OrderAsync("Abcd1234");
        await customer.ReadyAsync(ordered, seconds: 30);

        var form = $"action={action}&token={customer.Token}&{parameters(ordered)}";
        var path = $"/{module}.php";
        var answer = Path.Combine(daemon.Data, "answer.json");
        await File.WriteAllTextAsync(answer, await AnswerAsync(daemon, path, form));
        var bareUrl = $"http://127.0.0.1:{new Uri(daemon.Url).Port + 1}";
        using var bare = Process.Start(Environment.ProcessPath!, ["bare-kestrel", bareUrl, answer]);
        try
        {
            await Facts.UntilAsync("bare Kestrel listens", () => ListensAsync(new Uri(bareUrl).Port));
            List<double> ours = [], ceiling = [];
            // The first round of each only warms up.
            for (var round = 0; round <= Rounds; round++)
            {
                ours.Add(await Wrk.PostAsync($"{daemon.Url}{path}", form, Connections, Seconds));
                ceiling.Add(await Wrk.PostAsync($"{bareUrl}/eq.php", form, Connections, Seconds));
            }

            return new Figure($"{module}/{action} per second / bare Kestrel", ours.Skip(1).Average(), ceiling.Skip(1).Average(), ">= 0.60");
        }
        finally
        {
            bare.Kill();
        }
    }

    private static async Task<string> AnswerAsync(Slipwayd daemon, string path, string form)
    {
        using var content = new StringContent(form, System.Text.Encoding.UTF8, "application/x-www-form-urlencoded");
        using var answer = await daemon.Client.PostAsync(new Uri(path, UriKind.Relative), content);
        return await answer.Content.ReadAsStringAsync();
    }

    private static async Task<bool> ListensAsync(int port)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
