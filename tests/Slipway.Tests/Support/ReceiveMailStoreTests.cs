using System.Text;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using Shouldly;
using Slipway.Support;
using Slipway.Testing;
using Slipway.Testing.Databases;
using Xunit;

namespace Slipway.Tests.Support;

public abstract class ReceiveMailStoreTests(DatabaseKind kind) : IAsyncLifetime
{
    private TestDatabase? _database;
    private Business? _business;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    private Business Business => _business!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(kind);
        _business = await Business.OnAsync(_database, change: null, clock: null, ("Support:Mailbox", "desk@provider.example"), ("Support:ReplyAddress", "support@provider.example"));
        await _business.PrepareAsync();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _business!.DisposeAsync();
        await _database!.DisposeAsync();
    }

    [Fact]
    public async Task One_conversation_goes_through_mail_alone()
    {
        var customer = await Business.GivenCustomerWithCreditAsync(0);
        var opened = await ReceiveAsync(Mail(customer.Account.Email.ToUpperInvariant(), "support@provider.example", "No network", "Since nine."));
        opened.Outcome.ShouldBe(MailOutcome.Opened);
        (await LastMailAsync("desk@provider.example")).Body.ShouldContain("by mail: the sender is not proven");
        var confirmation = await LastMailAsync(customer.Account.Email);
        confirmation.ReplyTo.ShouldBe($"support+{opened.Ticket!.ReplyToken}@provider.example");
        confirmation.Subject.ShouldBe($"[{Business.Get<TicketNumbers>().KeyOf(opened.Ticket.Id)}] No network");

        _ = (await Business.Get<AnswerTicket>().RunAsync("asked", opened.Ticket.Id, "Look again.", false, Ending)).Value;
        var answer = await LastMailAsync(customer.Account.Email);
        answer.Body.ShouldStartWith("Look again.");

        // From another address of theirs, to the ticket's own.
        var again = await ReceiveAsync(Mail("eva@home.example", answer.ReplyTo!, $"Re: {answer.Subject}", "It works.\n\nOn Tue, Support <x@provider.example> wrote:\n> Look again.\n"));
        again.Outcome.ShouldBe(MailOutcome.Written);
        again.Ticket!.Id.ShouldBe(opened.Ticket.Id);
        var messages = (await Business.Get<TicketQueries>().FindAsync(customer.Caller, opened.Ticket.Id, Ending))!.Messages;
        messages.Select(message => (message.Author, message.AuthorName, message.Body, message.IsByMail)).ShouldBe(
        [
            (TicketAuthor.Customer, customer.Account.Email.ToUpperInvariant(), "Since nine.", true), (TicketAuthor.Operator, "Support", "Look again.", false),
            (TicketAuthor.Customer, "eva@home.example", "It works.", true),
        ]);
        (await LastMailAsync("desk@provider.example")).Body.ShouldContain("It works.");
    }

    [Fact]
    public async Task The_same_mail_twice_is_once()
    {
        var customer = await Business.GivenCustomerWithCreditAsync(0);
        var mail = Mail(customer.Account.Email, "support@provider.example", "No network", "Since nine.");
        var withoutId = Mail(customer.Account.Email, "support@provider.example", "Another", "Without an id.");
        withoutId.Headers.Remove(HeaderId.MessageId);

        foreach (var each in new[] { mail, withoutId })
        {
            var copies = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => ReceiveAsync(each), Ending)));
            copies.Count(copy => copy.Outcome == MailOutcome.Opened).ShouldBe(1);
            copies.Count(copy => copy.Outcome == MailOutcome.Duplicate).ShouldBe(3);
        }

        (await Business.Get<TicketQueries>().ListAsync(customer.Caller, Ending)).Count.ShouldBe(2);
        (await CountMailsAsync(customer.Account.Email)).ShouldBe(2);
        // Somebody else's mail with that Message-ID is another mail.
        var other = await Business.GivenCustomerWithCreditAsync(0);
        var forged = Mail(other.Account.Email, "support@provider.example", "Mine", "Mine.");
        forged.MessageId = mail.MessageId!;
        (await ReceiveAsync(forged)).Outcome.ShouldBe(MailOutcome.Opened);
    }

    [Fact]
    public async Task The_number_in_a_subject_opens_only_ones_own_ticket()
    {
        var customer = await Business.GivenCustomerWithCreditAsync(0);
        var stranger = await Business.GivenCustomerWithCreditAsync(0);
        var ticket = await TicketAsync(customer);
        var subject = $"RE: [{Business.Get<TicketNumbers>().KeyOf(ticket.Id).ToLowerInvariant()}] hello";

        (await ReceiveAsync(Mail(customer.Account.Email, "support@provider.example", subject, "Mine."))).Ticket!.Id.ShouldBe(ticket.Id);
        var strangers = await ReceiveAsync(Mail(stranger.Account.Email, "support@provider.example", subject, "Let me in."));

        (strangers.Outcome, strangers.Ticket!.AccountId).ShouldBe((MailOutcome.Opened, stranger.Id));
        (await Business.Get<TicketQueries>().FindAsync(customer.Caller, ticket.Id, Ending))!.Messages.Count.ShouldBe(2);
        (await RefusalAsync(Mail("nobody@elsewhere.example", "support@provider.example", subject, "Let me in."))).ShouldBe("support.mail-stranger");
    }

    [Fact]
    public async Task Tickets_are_not_opened_for_strangers()
    {
        var tickets = await Business.ScalarAsync<long>("select count(*) from support_ticket");
        foreach (var from in new[] { "nobody@elsewhere.example", "1", "\"1\"@x", "\"' or 1=1 --\"@x.example" })
        {
            var mail = Mail("x@x.example", "support+ffffffffffffffffffffffffffffffff@provider.example", "Hello", "Buy this.");
            mail.Headers.Replace(HeaderId.From, from);
            (await RefusalAsync(mail)).ShouldBeOneOf("support.mail-stranger", "support.mail-unreadable");
        }

        (await Business.ScalarAsync<long>("select count(*) from support_ticket")).ShouldBe(tickets);
        (await CountMailsAsync("nobody@elsewhere.example")).ShouldBe(0);
    }

    [Theory]
    [InlineData("Auto-Submitted", "auto-replied")]
    [InlineData("Auto-Submitted", "auto-generated; x=y")]
    [InlineData("List-Id", "<news.example.org>")]
    [InlineData("Precedence", "bulk")]
    [InlineData("Return-Path", "<>")]
    [InlineData("X-Autoreply", "yes")]
    [InlineData("X-Slipway-Mail", "17")]
    public async Task What_machines_write_is_dropped(string header, string value)
    {
        var customer = await Business.GivenCustomerWithCreditAsync(0);
        var ticket = await TicketAsync(customer);
        var mail = Mail(customer.Account.Email, $"support+{ticket.ReplyToken}@provider.example", "Out of office", "I am away.");
        mail.Headers.Add(header, value);

        var received = await ReceiveAsync(mail);

        received.Outcome.ShouldBe(MailOutcome.Ignored);
        received.Why.ShouldNotBeNull();
        (await Business.Get<TicketQueries>().FindAsync(customer.Caller, ticket.Id, Ending))!.Messages.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Auto_submitted_no_is_a_person()
    {
        var customer = await Business.GivenCustomerWithCreditAsync(0);
        var mail = Mail(customer.Account.Email, "support@provider.example", "Hello", "A person.");
        mail.Headers.Add("Auto-Submitted", "no");
        (await ReceiveAsync(mail)).Outcome.ShouldBe(MailOutcome.Opened);
    }

    [Fact]
    public async Task Attachments_come_along_within_limits()
    {
        var customer = await Business.GivenCustomerWithCreditAsync(0);
        var mail = Mail(customer.Account.Email, "support@provider.example", "A picture", "See there.");
        var body = new Multipart("mixed", mail.Body!);
        body.Add(File("..\\..\\shot.png", "image/png", [1, 2, 3]));
        body.Add(File("run.html", "text/html", [4]));
        body.Add(File("large.bin", "application/octet-stream", new byte[TicketFile.LargestBytes + 1]));
        body.Add(new MessagePart { Message = Mail("a@b.example", "c@d.example", "inner", "inner") });
        for (var more = 0; more < 6; more++)
        {
            body.Add(File($"more-{more}.txt", "text/plain", [5]));
        }

        mail.Body = body;

        var received = await ReceiveAsync(mail);

        var message = (await Business.Get<TicketQueries>().FindAsync(customer.Caller, received.Ticket!.Id, Ending))!.Messages.Single();
        message.Attachments.Select(file => (file.Name, file.ContentType, file.Size)).ShouldBe(
        [
            ("shot.png", "image/png", 3), ("run.html", "application/octet-stream", 1), ("more-0.txt", "text/plain", 1), ("more-1.txt", "text/plain", 1), ("more-2.txt", "text/plain", 1),
        ]);
        message.Body.ShouldStartWith("See there.\n\n[large.bin is left out: it has 5242881 bytes, 5242880 are allowed.]\n[A message that was attached is left out.]\n[more-3.txt is left out");
    }

    [Fact]
    public async Task Mails_that_say_nothing_or_cannot_be_read_are_refused()
    {
        var customer = await Business.GivenCustomerWithCreditAsync(0);
        (await RefusalAsync(Mail(customer.Account.Email, "support@provider.example", "Empty", "\n\n"))).ShouldBe("support.invalid");
        (await RefusalAsync(Mail(customer.Account.Email, "support@provider.example", "Quoted", "> all of it\n> quoted\n"))).ShouldBe("support.invalid");
        foreach (var raw in new[] { "", "\0\0\0", "no mail at all", "From: \r\n\r\nx", "From: a@b.example, c@d.example\r\n\r\nx", new string('x', 100_000) })
        {
            (await Business.Get<ReceiveMail>().RunAsync(Encoding.Latin1.GetBytes(raw), null, Ending)).Failure!.Code.ShouldBe("support.mail-unreadable", raw.Length > 100 ? "long" : raw);
        }

        (await Business.Get<ReceiveMail>().RunAsync(new byte[ReceiveMail.MostBytes + 1], null, Ending)).Failure!.Message.ShouldContain("25 MiB");
    }

    [Fact]
    public async Task A_mail_that_is_too_long_is_cut_and_one_without_subject_has_one()
    {
        var customer = await Business.GivenCustomerWithCreditAsync(0);
        var mail = Mail(customer.Account.Email, "support@provider.example", "", string.Concat(Enumerable.Repeat("\U0001F600", 100_000)));

        var received = await ReceiveAsync(mail);

        received.Ticket!.Subject.ShouldBe("Without a subject");
        (await Business.Get<TicketQueries>().FindAsync(customer.Caller, received.Ticket.Id, Ending))!.Messages.Single().Body.Length.ShouldBeInRange(30_000, 32_768);
    }

    [Fact]
    public async Task The_delivered_address_may_be_told_beside_the_mail()
    {
        var customer = await Business.GivenCustomerWithCreditAsync(0);
        var ticket = await TicketAsync(customer);
        var mail = Mail("colleague@example.net", "undisclosed@example.net", "Hello", "By blind copy.");

        var received = await Business.Get<ReceiveMail>().RunAsync(Raw(mail), $"support+{ticket.ReplyToken}@provider.example", Ending);

        received.Value.Ticket!.Id.ShouldBe(ticket.Id);
    }

    private static MimeMessage Mail(string from, string to, string subject, string text)
    {
        var mail = new MimeMessage { Subject = subject, Body = new TextPart("plain") { Text = text }, MessageId = $"{Guid.NewGuid():N}@mail.example" };
        mail.From.Add(new MailboxAddress("Eva", from));
        mail.To.Add(new MailboxAddress(null, to));
        return mail;
    }

    private static MimePart File(string name, string type, byte[] content) => new(ContentType.Parse(type))
    {
        Content = new MimeContent(new MemoryStream(content)),
        ContentDisposition = new ContentDisposition(ContentDisposition.Attachment),
        ContentTransferEncoding = ContentEncoding.Base64,
        FileName = name,
    };

    private static byte[] Raw(MimeMessage mail)
    {
        using var raw = new MemoryStream();
        mail.WriteTo(raw, Ending);
        return raw.ToArray();
    }

    private async Task<ReceivedMail> ReceiveAsync(MimeMessage mail) => (await Business.Get<ReceiveMail>().RunAsync(Raw(mail), null, Ending)).Value;

    private async Task<string> RefusalAsync(MimeMessage mail) => (await Business.Get<ReceiveMail>().RunAsync(Raw(mail), null, Ending)).Failure!.Code;

    private async Task<Ticket> TicketAsync(Customer customer) =>
        (await Business.Get<OpenTicket>().RunAsync(customer.Caller, new NewTicket(TicketKinds.Question, "A question", "How?"), Ending)).Value;

    private Task<long> CountMailsAsync(string to) => Business.ScalarAsync<long>($"select count(*) from mail_message where recipient = '{to}'");

    private async Task<(string Subject, string Body, string? ReplyTo)> LastMailAsync(string to) => (await Business.Database.ReadAsync(
        session => session.ListAsync("select subject, body, reply_to from mail_message where recipient = @to order by id desc limit 1", row => (row.Text(0), row.Text(1), row.TextOrNull(2)), ("to", to)), Ending))[0];
}

public sealed class ReceiveMailOnSqlite() : ReceiveMailStoreTests(DatabaseKind.Sqlite);

public sealed class ReceiveMailOnPostgreSql() : ReceiveMailStoreTests(DatabaseKind.PostgreSql);
