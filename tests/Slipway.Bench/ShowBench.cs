using System.Diagnostics;
using System.Net.Sockets;
using Slipway.Testing;

namespace Slipway.Bench;

/// <summary>eq/show of one server, as clients poll it, beside a bare Kestrel that answers the same bytes to the same post.</summary>
internal static class ShowBench
{
    private const int Rounds = 3;
    private const int Seconds = 4;
    private const int Connections = 16;

    public static async Task<Figure> RunAsync()
    {
        await using var daemon = await Slipwayd.StartedAsync("fake", null, ("Fake:DeploySeconds", "0"));
        var customer = await daemon.CustomerAsync(credit: 100);
        var ordered = await customer.OrderAsync("Abcd1234");
        var card = await customer.ReadyAsync(ordered, seconds: 30);

        var answer = Path.Combine(daemon.Data, "answer.json");
        await File.WriteAllTextAsync(answer, card.GetRawText());
        var bareUrl = $"http://127.0.0.1:{new Uri(daemon.Url).Port + 1}";
        using var bare = Process.Start(Environment.ProcessPath!, ["bare-kestrel", bareUrl, answer]);
        try
        {
            await Facts.UntilAsync("bare Kestrel listens", () => ListensAsync(new Uri(bareUrl).Port));
            var form = $"action=show&token={customer.Token}&id={ordered.Server}";
            List<double> ours = [], ceiling = [];
            // The first round of each only warms up.
            for (var round = 0; round <= Rounds; round++)
            {
                ours.Add(await Wrk.PostAsync($"{daemon.Url}/eq.php", form, Connections, Seconds));
                ceiling.Add(await Wrk.PostAsync($"{bareUrl}/eq.php", form, Connections, Seconds));
            }

            return new Figure("eq/show per second / bare Kestrel", ours.Skip(1).Average(), ceiling.Skip(1).Average(), ">= 0.60");
        }
        finally
        {
            bare.Kill();
        }
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
