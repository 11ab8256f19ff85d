using System.Text.Json;
using Slipway.Conformance.Invapi;
using Slipway.Invapi;
using Xunit;

namespace Slipway.Conformance.Clients;

/// <summary>What the three walk-throughs share: a daemon, a customer, forms over real HTTP, and waiting for facts.</summary>
public abstract class WireClient
{
    private const int PollsAtMost = 600;

    protected static CancellationToken Ending => TestContext.Current.CancellationToken;

    /// <summary>A customer of a quick fleet and the key they made in the panel.</summary>
    protected static async Task<(InvapiHost Host, string Key)> CustomerAsync(bool autoPay)
    {
        var host = await InvapiHost.OfAsync("dns");
        return (host, (await host.OpenAccountAsync(100, autoPay)).Key.Reveal());
    }

    protected static async Task<string> SendAsync(HttpClient http, HttpMethod method, string url, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(method, new Uri(url, UriKind.RelativeOrAbsolute));
        if (fields.Length > 0)
        {
            request.Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        }

        using var answer = await http.SendAsync(request, Ending);
        Assert.Equal(200, (int)answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Ending);
    }

    /// <summary>Asks until it is so; the pause is the client's, only shorter.</summary>
    protected static async Task<T> UntilAsync<T>(string what, Func<Task<(bool IsSo, T Value)>> ask)
    {
        for (var poll = 0; poll < PollsAtMost; poll++)
        {
            var (isSo, value) = await ask();
            if (isSo)
            {
                return value;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Ending);
        }

        throw new TimeoutException($"It does not come about: {what}");
    }

    protected static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
