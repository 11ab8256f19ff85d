using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using MimeKit;
using Shouldly;
using Slipway.Mail;
using Slipway.Orders.Mails;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Mail;

public abstract class OutboxStoreTests(StoreFixture store)
{
    private static readonly DeploymentFailed Example = new("web-01", 70201, 60401, "0123456789abcdef0123456789abcdef", "It was so.", Withdrawn: false, Expired: false);

    private readonly Business _business = store.Business;

    [Fact]
    public async Task A_mail_that_is_not_taken_is_tried_again_until_it_is()
    {
        var to = await QueueAsync();
        var transport = new MoodyTransport(to, refusals: 3);

        await SendingAsync([transport], () => Task.FromResult(transport.Taken.Count == 1));

        transport.Attempts.ShouldBe(4);
        transport.Taken.ShouldHaveSingleItem().Subject.ShouldBe(Example.Subject);
        (await _business.ScalarAsync<long>($"select count(*) from mail_message where recipient = '{to}' and due_at is null and sent_at is not null and last_error is null")).ShouldBe(1);
    }

    [Fact]
    public async Task Two_daemons_send_each_mail_once()
    {
        var to = await QueueAsync(40);
        MoodyTransport[] transports = [new(to, 0), new(to, 0)];

        await SendingAsync(transports, () => Task.FromResult(transports.Sum(transport => transport.Taken.Count) >= 40));

        transports.SelectMany(transport => transport.Taken).GroupBy(mail => mail.Id).ShouldAllBe(mail => mail.Count() == 1);
    }

    [Fact]
    public async Task A_mail_of_a_refused_transaction_is_never_sent()
    {
        var to = $"{Guid.NewGuid():N}@example.org";

        await _business.Database.InTransactionAsync<Unit>(
            async transaction =>
            {
                await _business.Get<Outbox>().QueueAsync(transaction, to, Example);
                return new Failure(FailureKind.Invalid, "test.refused", "no");
            },
            TestContext.Current.CancellationToken);

        (await _business.ScalarAsync<long>($"select count(*) from mail_message where recipient = '{to}'")).ShouldBe(0);
    }

    [Fact]
    public async Task Document_goes_along_with_its_mail()
    {
        byte[] content = [.. Enumerable.Range(0, 10_000).Select(number => (byte)(number * 7))];
        var to = await QueueAsync(letter: new WithInvoice(60412));
        var post = new MailSlot(to, refusals: 2);

        await SendingAsync([post], () => Task.FromResult(post.Received.Count == 3), new Shelf("receipt:1", [1]), new Shelf("invoice:60412", content));

        var received = post.Received.Select(mail => MimeMessage.Load(mail, TestContext.Current.CancellationToken)).ToList();
        received.Select(message => message.MessageId).Distinct().ShouldHaveSingleItem("each attempt is the same mail");
        received[2].TextBody!.ReplaceLineEndings("\n").ShouldBe("Invoice 60412 is attached: 100 % <plain> text.\n");
        var attachment = received[2].Attachments.ShouldHaveSingleItem().ShouldBeOfType<MimePart>();
        (attachment.FileName, attachment.ContentType.MimeType).ShouldBe(("invoice-60412.pdf", "application/pdf"));
        var file = new MemoryStream();
        await attachment.Content!.DecodeToAsync(file, TestContext.Current.CancellationToken);
        file.ToArray().ShouldBe(content);
    }

    [Fact]
    public async Task A_mail_whose_document_nobody_knows_waits_for_it()
    {
        var to = await QueueAsync(letter: new WithInvoice(60413));
        var post = new MailSlot(to, refusals: 0);
        var shelf = new Shelf("invoice:60413", [1, 2, 3]) { IsFilled = false };

        await SendingAsync([post], async () => await LastErrorAsync(to) is not null, shelf);
        post.Received.ShouldBeEmpty("never without its document");
        (await LastErrorAsync(to)).ShouldBe("Nobody knows the attachment 'invoice:60413'.");

        shelf.IsFilled = true;
        await SendingAsync([post], () => Task.FromResult(post.Received.Count == 1), shelf);
    }

    [Fact]
    public async Task A_mail_without_document_is_plain_text()
    {
        var to = await QueueAsync();
        var post = new MailSlot(to, refusals: 0);

        await SendingAsync([post], () => Task.FromResult(post.Received.Count == 1));

        MimeMessage.Load(post.Received.Single(), TestContext.Current.CancellationToken).Body.ShouldBeOfType<TextPart>();
    }

    private Task<string?> LastErrorAsync(string to) =>
        _business.ScalarAsync<string>($"select last_error from mail_message where recipient = '{to}' and due_at is not null and sent_at is null");

    private async Task<string> QueueAsync(int count = 1, Letter? letter = null)
    {
        var to = $"{Guid.NewGuid():N}@example.org";
        await _business.Database.InTransactionAsync(
            async transaction =>
            {
                for (var number = 0; number < count; number++)
                {
                    await _business.Get<Outbox>().QueueAsync(transaction, to, letter ?? Example);
                }
            },
            TestContext.Current.CancellationToken);
        return to;
    }

    private async Task SendingAsync(IReadOnlyList<IMailTransport> transports, Func<Task<bool>> isDone, params IReadOnlyList<IAttachmentSource> sources)
    {
        var postmen = transports.Select(transport => new Postman(_business.Database, transport, sources, _business.Clock, NullLogger<Postman>.Instance)).ToList();
        foreach (var postman in postmen)
        {
            await postman.StartAsync(TestContext.Current.CancellationToken);
        }

        // Pauses grow from five seconds; the clock is ours, so they cost nothing.
        await Facts.UntilAsync("the mails are taken", () =>
        {
            _business.Clock.Advance(TimeSpan.FromSeconds(1));
            return isDone();
        });
        foreach (var postman in postmen)
        {
            await postman.StopAsync(TestContext.Current.CancellationToken);
            postman.Dispose();
        }
    }

    private sealed record WithInvoice(int Invoice) : Letter
    {
        public override string Subject => $"Invoice {Invoice}";

        public override string Attachment => $"invoice:{Invoice}";
    }

    /// <summary>Has one document.</summary>
    private sealed class Shelf(string reference, byte[] content) : IAttachmentSource
    {
        public bool IsFilled { get; set; } = true;

        public Task<MailAttachment?> FindAsync(string asked, CancellationToken cancellationToken) =>
            Task.FromResult(IsFilled && asked == reference ? new MailAttachment($"{reference.Replace(':', '-')}.pdf", "application/pdf", content) : null);
    }

    /// <summary>Receives what goes over the line for one recipient, and says no afterwards some times.</summary>
    private sealed class MailSlot(string recipient, int refusals) : IMailTransport
    {
        public ConcurrentQueue<MemoryStream> Received { get; } = new();

        public async Task SendAsync(QueuedMail mail, MailAttachment? attachment, CancellationToken cancellationToken)
        {
            if (mail.Recipient != recipient)
            {
                return;
            }

            var line = new MemoryStream();
            await MailMessage.From(mail, attachment, new MailOptions()).WriteToAsync(line, cancellationToken);
            line.Position = 0;
            Received.Enqueue(line);
            if (Received.Count <= refusals)
            {
                throw new IOException("451 not now");
            }
        }
    }

    /// <summary>Takes everything but refuses the mails of one recipient some times.</summary>
    private sealed class MoodyTransport(string recipient, int refusals) : IMailTransport
    {
        public ConcurrentQueue<QueuedMail> Taken { get; } = new();

        public int Attempts { get; private set; }

        public Task SendAsync(QueuedMail mail, MailAttachment? attachment, CancellationToken cancellationToken)
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
