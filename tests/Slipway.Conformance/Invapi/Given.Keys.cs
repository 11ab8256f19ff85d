using Microsoft.Extensions.DependencyInjection;
using Slipway.Storage;

namespace Slipway.Conformance.Invapi;

/// <summary>States of keys and tags that no action brings about.</summary>
public sealed partial class Given
{
    private const string KeyExpired = "key that has expired";
    private const string InternalTag = "tag of the platform on the server";

    private async Task KeysAsync(string sentence)
    {
        if (sentence == KeyExpired)
        {
            names["expired_key"] = await host.AddKeyAsync(Account, null, "expires_at = 1000");
            return;
        }

        await host.Services.GetRequiredService<Database>().InTransactionAsync(
            transaction => transaction.ExecuteAsync("insert into servers_tag (server_id, tag, value, extra, internal) values (@server, 'rack', 'A7', '', 1)", ("server", int.Parse(names["server"], System.Globalization.CultureInfo.InvariantCulture))),
            CancellationToken.None);
    }
}
