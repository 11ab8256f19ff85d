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
            if (!options.AllowPrivateCallbacks && !await PublicInternet.IsPublicAsync(uri.DnsSafeHost, cancellationToken))
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
    }
}
