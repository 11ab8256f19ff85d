using System.Text.Json;

namespace Slipway.Conformance.Invapi;

public sealed partial class Given
{
    /// <summary>Hosts and the DNS server are shared, so each transcript has names of its own: <c>zone</c>, and <c>zone_id</c> when it is there.</summary>
    private async Task ZoneAsync(string sentence)
    {
        names["zone"] = $"z{Guid.NewGuid():N}.example";
        if (sentence == "name for a zone")
        {
            return;
        }

        if (sentence != "zone")
        {
            throw new InvalidOperationException($"Nobody knows how to prepare '{sentence}'. Add it to Given.Dns.cs.");
        }

        using var answer = JsonDocument.Parse(await host.PostAsync("/pdns.php", ("action", "add_domain"), ("token", names["token"]), ("name", names["zone"])));
        names["zone_id"] = answer.RootElement.GetProperty("data").GetProperty("id").GetRawText();
    }
}
