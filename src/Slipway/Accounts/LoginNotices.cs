using System.Globalization;
using System.Net;
using Slipway.Accounts.Mails;
using Slipway.Mail;
using Slipway.Storage;

namespace Slipway.Accounts;

/// <summary>
/// Tells a key's owner of a login: by mail, queued in the login's own transaction, or by a call of his URL after it, for which the login
/// does not wait. From the same address once a minute at most, and thirty times an hour.
/// </summary>
public sealed class LoginNotices(Outbox outbox, LoginWebhooks webhooks)
{
    private const string Kind = "notified";
    private const int MostAnHour = 30;
    private static readonly TimeSpan SameAgain = TimeSpan.FromMinutes(1);

    internal async Task TellAsync(DatabaseTransaction transaction, ApiKeyEntry key, IPAddress? peer, DateTimeOffset now)
    {
        if (key.Notify == NotifyMethod.None || key.NotifyAddress.Length == 0)
        {
            return;
        }

        var from = AddressList.Plain(peer)?.ToString();
        var note = key.Notify == NotifyMethod.Email ? $"mail to {key.NotifyAddress}" : "webhook called";
        if (await KeyEventStore.IsThereAsync(transaction, key.AccountId, key.Id, Kind, from, note, now - SameAgain)
            || await KeyEventStore.CountAsync(transaction, key.AccountId, key.Id, Kind, now - TimeSpan.FromHours(1)) >= MostAnHour)
        {
            return;
        }

        await KeyEvents.AddAsync(transaction, key.AccountId, key.Id, Kind, peer, note, now);
        if (key.Notify == NotifyMethod.Email)
        {
            await outbox.QueueAsync(transaction, key.NotifyAddress, new KeyUsed(key.Name, key.Id.Value, from ?? "an unknown address", now.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)));
        }
        else
        {
            transaction.AfterCommit(() => _ = webhooks.Post(new LoginNotice(key.NotifyAddress, key.Id.Value, key.Name, key.AccountId.Value, from, now)));
        }
    }
}

/// <param name="Url">Where it is told.</param>
public sealed record LoginNotice(string Url, int ApiKeyId, string Name, int CustomerId, string? Ip, DateTimeOffset Time);
