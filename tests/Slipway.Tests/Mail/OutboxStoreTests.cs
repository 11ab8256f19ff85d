using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Slipway.Mail;
using Slipway.Orders.Mails;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Mail;

public abstract class OutboxStoreTests(StoreFixture store)
{
    private static readonly DeploymentFailed Letter = new("web-01", 70201, 60401, "0123456789abcdef0123456789abcdef", "It was so.", Withdrawn: false, Expired: false);

    private readonly Business _business = store.Business;

    [Fact]
    public async Task A_mail_that_is_not_taken_is_tried_again_until_it_is()
    {
        var to = await QueueAsync();
        var transport = new MoodyTransport(to, refusals: 3);

        await SendingAsync([transport], () => transport.Taken.Count == 1);

        transport.Attempts.ShouldBe(4);
        transport.Taken.ShouldHaveSingleItem().Subject.ShouldBe(Letter.Subject);
        (await _business.ScalarAsync<long>($"select count(*) from mail_message where recipient = '{to}' and due_at is null and sent_at is not null and last_error is null")).ShouldBe(1);
    }

    [Fact]
    public async Task Two_daemons_send_each_mail_once()
    {
        var to = await QueueAsync(40);
        MoodyTransport[] transports = [new(to, 0), new(to, 0)];

        await SendingAsync(transports, () => transports.Sum(transport => transport.Taken.Count) >= 40);

        transports.SelectMany(transport => transport.Taken).GroupBy(mail => mail.Id).ShouldAllBe(mail => mail.Count() == 1);
    }

    [Fact]
    public async Task A_mail_of_a_refused_transaction_is_never_sent()
    {
        var to = $"{Guid.NewGuid():N}@example.org";

        await _business.Database.InTransactionAsync<Unit>(
            async transaction =>
            {
                await _business.Get<Outbox>().QueueAsync(transaction, to, Letter);
                return new Failure(FailureKind.Invalid, "test.refused", "no");
            },
            TestContext.Current.CancellationToken);

        (await _business.ScalarAsync<long>($"select count(*) from mail_message where recipient = '{to}'")).ShouldBe(0);
    }

    private async Task<string> QueueAsync(int count = 1)
    {
        var to = $"{Guid.NewGuid():N}@example.org";
        await _business.Database.InTransactionAsync(
            async transaction =>
            {
                for (var number = 0; number < count; number++)
                {
                    await _business.Get<Outbox>().QueueAsync(transaction, to, Letter);
                }
            },
            TestContext.Current.CancellationToken);
        return to;
    }

    private async Task SendingAsync(IReadOnlyList<MoodyTransport> transports, Func<bool> isDone)
    {
        var postmen = transports.Select(transport => new Postman(_business.Database, transport, _business.Clock, NullLogger<Postman>.Instance)).ToList();
        foreach (var postman in postmen)
        {
            await postman.StartAsync(TestContext.Current.CancellationToken);
        }

        // Pauses grow from five seconds; the clock is ours, so they cost nothing.
        await Facts.UntilAsync("the mails are taken", () =>
        {
            _business.Clock.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(isDone());
        });
        foreach (var postman in postmen)
        {
            await postman.StopAsync(TestContext.Current.CancellationToken);
            postman.Dispose();
        }
    }

    /// <summary>Takes everything but refuses the mails of one recipient some times.</summary>
    private sealed class MoodyTransport(string recipient, int refusals) : IMailTransport
    {
        public ConcurrentQueue<QueuedMail> Taken { get; } = new();

        public int Attempts { get; private set; }

        public Task SendAsync(QueuedMail mail, CancellationToken cancellationToken)
        {
            if (mail.Recipient != recipient)
            {
                return Task.CompletedTask;
            }

            if (++Attempts <= refusals)
            {
                throw new IOException("421 come back later");
            }

            Taken.Enqueue(mail);
            return Task.CompletedTask;
        }
    }
}

public sealed class OutboxOnSqlite(OnSqlite store) : OutboxStoreTests(store), IClassFixture<OnSqlite>;

public sealed class OutboxOnPostgreSql(OnPostgreSql store) : OutboxStoreTests(store), IClassFixture<OnPostgreSql>;
