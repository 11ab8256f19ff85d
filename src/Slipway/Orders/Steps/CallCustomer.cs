using System.Net;
using System.Net.Http;
using Slipway.Provisioning;
using Slipway.Workflows;

namespace Slipway.Orders.Steps;

/// <summary>
/// Fetches the customer's <c>post_install_callback</c> as it was given. A callback that does not answer is tried for a
/// minute and then let be: the server is ready all the same, and whatever the URL does must not change that.
/// </summary>
internal sealed class CallCustomer(IHttpClientFactory clients, OrderOptions options) : Step<Deployment>
{
    public const string ClientName = "post-install-callback";
    private static readonly TimeSpan KeepTrying = TimeSpan.FromMinutes(1);

    public override async Task<Progress> RunAsync(StepContext<Deployment> context, CancellationToken cancellationToken)
    {
        if (context.State.Callback is not { } url)
        {
            return Done("no callback ordered");
        }

        var uri = new Uri(url);
        if (!options.AllowPrivateCallbacks && !await IsPublicAsync(uri.DnsSafeHost, cancellationToken))
        {
            return Done("not called: the URL does not lead to a public address");
        }

        try
        {
            using var client = clients.CreateClient(ClientName);
            using var answer = await client.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (answer.IsSuccessStatusCode)
            {
                return Done($"answered {(int)answer.StatusCode}");
            }
        }
        catch (Exception unreachable) when (unreachable is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
        }

        return context.Now - context.StepStarted > KeepTrying ? Done("gave up: the URL did not answer with success") : new Progress.Again(TimeSpan.FromSeconds(5));
    }

    /// <summary>The customer must not be able to make the daemon knock at doors inside the provider's network.</summary>
    private static async Task<bool> IsPublicAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken);
            return addresses.Length > 0 && addresses.All(IsPublic);
        }
        catch (Exception unknown) when (unknown is System.Net.Sockets.SocketException or ArgumentException)
        {
            return false;
        }
    }

    internal static bool IsPublic(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return !IPAddress.IsLoopback(plain) && !plain.IsIPv6LinkLocal && !plain.IsIPv6UniqueLocal && !plain.IsIPv6Multicast && !Inside.Any(network => network.Contains(plain));
    }

    private static readonly IPNetwork[] Inside =
    [
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("100.64.0.0/10"), IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("169.254.0.0/16"),
        IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.168.0.0/16"), IPNetwork.Parse("224.0.0.0/3"), IPNetwork.Parse("::/128"),
        // IPv6 addresses that carry an IPv4 address inside: translated, 6to4, Teredo.
        IPNetwork.Parse("64:ff9b::/96"), IPNetwork.Parse("64:ff9b:1::/48"), IPNetwork.Parse("2002::/16"), IPNetwork.Parse("2001::/32"),
    ];
}
