using System.Net.Http;
using System.Net.Http.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Slipway.Accounts;

/// <summary>
/// Posts notices of logins to the URLs that keys name, in the background. What waits here is not durable: it is lost when the daemon
/// ends, and when so many wait that there is no room, or so many of the same account. The key's history has the login all the same.
/// </summary>
public sealed partial class LoginWebhooks(IHttpClientFactory clients, TimeProvider clock, ILogger<LoginWebhooks> log) : BackgroundService
{
    public const string ClientName = "login-webhook";

    internal const int MostOfAccount = 20;

    private const int MostWaiting = 1000;
    private const int AtOnce = 4;

    private static readonly TimeSpan[] Pauses = [TimeSpan.Zero, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(15)];

    private readonly Channel<LoginNotice> _waiting = Channel.CreateBounded<LoginNotice>(MostWaiting);

    // How many of an account wait or are being sent: the slow door of one customer must not keep out the notices of the others.
    private readonly Dictionary<int, int> _ofAccounts = [];

    /// <summary>False when it is not sent, because there is no room for it.</summary>
    internal bool Post(LoginNotice notice)
    {
        lock (_ofAccounts)
        {
            var waiting = _ofAccounts.GetValueOrDefault(notice.CustomerId);
            if (waiting >= MostOfAccount || !_waiting.Writer.TryWrite(notice))
            {
                return false;
            }

            _ofAccounts[notice.CustomerId] = waiting + 1;
            return true;
        }
    }

    private void Forget(LoginNotice notice)
    {
        lock (_ofAccounts)
        {
            if (--_ofAccounts[notice.CustomerId] == 0)
            {
                _ofAccounts.Remove(notice.CustomerId);
            }
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Parallel.ForEachAsync(
            _waiting.Reader.ReadAllAsync(stoppingToken), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken }, (notice, cancellationToken) => SendAsync(notice, cancellationToken));

    private async ValueTask SendAsync(LoginNotice notice, CancellationToken cancellationToken)
    {
        try
        {
            await DeliverAsync(notice, cancellationToken);
        }
        finally
        {
            Forget(notice);
        }
    }

    private async ValueTask DeliverAsync(LoginNotice notice, CancellationToken cancellationToken)
    {
        foreach (var pause in Pauses)
        {
            await Task.Delay(pause, clock, cancellationToken);
            if (await TryAsync(notice, cancellationToken))
            {
                return;
            }
        }

        LogGivenUp(notice.ApiKeyId);
    }

    private async Task<bool> TryAsync(LoginNotice notice, CancellationToken cancellationToken)
    {
        try
        {
            using var client = clients.CreateClient(ClientName);
            using var request = new HttpRequestMessage(HttpMethod.Post, notice.Url)
            {
                Content = JsonContent.Create(new
                {
                    @event = "login",
                    api_key_id = notice.ApiKeyId,
                    name = notice.Name,
                    customer_id = notice.CustomerId,
                    ip = notice.Ip,
                    time = notice.Time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture),
                }),
            };
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception unreachable) when (unreachable is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    // Not the URL: a customer's may carry a secret.
    [LoggerMessage(Level = LogLevel.Warning, Message = "the webhook of API key {Key} did not take the notice of a login")]
    private partial void LogGivenUp(int key);
}
