using System.Net;
using System.Net.Http;
using Slipway.Workflows;

namespace Slipway.Orders;

/// <param name="Url">As the customer gave it.</param>
public sealed record CallbackState(string Url);

/// <summary>
/// Fetches the customer's <c>post_install_callback</c> as it was given. A run of its own: the server is ready all the same, and whatever
/// the URL does must not change that. One that does not answer with success is tried for an hour.
/// </summary>
public sealed class Callback : Workflow<CallbackState>
{
    public const string ClientName = "post-install-callback";

    private static readonly TimeSpan KeepTrying = TimeSpan.FromHours(1);

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    public override string Name => "call-customer/1";

    public override IReadOnlyList<StepEntry<CallbackState>> Steps => [Step<Fetch>("fetch", patienceMinutes: 90)];

    public static string SubjectOf(AsyncKey cause) => $"callback:{cause.Value}";

    /// <summary>A URL may carry a secret of the customer's; it is not kept longer than it is needed.</summary>
    protected override CallbackState WithoutSecrets(CallbackState state) => new("");

    internal sealed class Fetch(IHttpClientFactory clients, OrderOptions options) : Step<CallbackState>
    {
        public override async Task<Progress> RunAsync(StepContext<CallbackState> context, CancellationToken cancellationToken)
        {
            var uri = new Uri(context.State.Url);
            if (!options.AllowPrivateCallbacks && !await IsPublicAsync(uri.DnsSafeHost, cancellationToken))
            {
                return Done("not called: the URL does not lead to a public address");
            }

            string outcome;
            try
            {
                using var client = clients.CreateClient(ClientName);
                using var answer = await client.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
                outcome = $"answered {(int)answer.StatusCode}";
                if (answer.IsSuccessStatusCode)
                {
                    return Done(outcome);
                }
            }
            catch (Exception unreachable) when (unreachable is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                outcome = "did not answer";
            }

            var tried = context.Now - context.StepStarted;
            if (tried > KeepTrying)
            {
                return Done($"gave up after an hour: the URL {outcome}");
            }

            // 5, 10, 20 ... seconds: as long again as it has been tried.
            return new Progress.Again(tried < TimeSpan.FromSeconds(5) ? TimeSpan.FromSeconds(5) : tried < LongestPause ? tried : LongestPause, outcome);
        }

        /// <summary>
        /// Looks at the address it dials, not at one that the name had a moment before; follows no redirect, which could lead where this forbids
        /// to go, and uses no proxy.
        /// </summary>
        public static SocketsHttpHandler Handler(OrderOptions options) => new()
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            ConnectCallback = async (context, cancellationToken) =>
            {
                var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
                if (addresses.Length == 0 || (!options.AllowPrivateCallbacks && !addresses.All(IsPublic)))
                {
                    throw new HttpRequestException("not a public address");
                }

                var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
                try
                {
                    await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
                    return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        };

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
}
