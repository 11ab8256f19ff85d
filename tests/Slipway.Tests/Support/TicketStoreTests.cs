using Shouldly;
using Slipway.Accounts;
using Slipway.Servers;
using Slipway.Support;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Support;

public abstract class TicketStoreTests(StoreFixture store)
{
    private readonly Business _business = store.Business;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    private OpenTicket Open => _business.Get<OpenTicket>();

    private TicketQueries Tickets => _business.Get<TicketQueries>();

    private TicketNumbers Numbers => _business.Get<TicketNumbers>();

    [Fact]
    public async Task A_ticket_keeps_what_was_said_and_who_said_it()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(0);
        var ticket = await QuestionAsync(customer, "No network", "Since nine.");
        ticket.State.ShouldBe(TicketState.Open);

        await AnswerAsync(ticket, "Look again.");
        (await WriteAsync(customer.Caller, ticket, "It works.")).Value.State.ShouldBe(TicketState.WaitingForOperator);
        (await AnswerAsync(ticket, "Good.", close: true)).Value.State.ShouldBe(TicketState.Closed);

        var found = (await Tickets.FindAsync(customer.Caller, ticket.Id, Ending))!;
        found.Messages.Select(message => (message.Author, message.Body)).ShouldBe(
            [(TicketAuthor.Customer, "Since nine."), (TicketAuthor.Operator, "Look again."), (TicketAuthor.Customer, "It works."), (TicketAuthor.Operator, "Good.")]);
        found.Messages[0].AuthorName.ShouldBe(customer.Account.Name);
        found.Ticket.ClosedAt.ShouldNotBeNull();
        (await AnswerAsync(ticket, "And another thing.")).Failure!.Code.ShouldBe("support.state");

        (await WriteAsync(customer.Caller, ticket, "Not quite.")).Value.State.ShouldBe(TicketState.WaitingForOperator);
        (await Tickets.FindAsync(customer.Caller, ticket.Id, Ending))!.Ticket.ClosedAt.ShouldBeNull();
    }

    [Fact]
    public async Task A_stranger_finds_no_ticket_and_changes_none()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(0);
        var stranger = await _business.GivenCustomerWithCreditAsync(0);
        var ticket = await QuestionAsync(customer);

        (await Tickets.FindAsync(stranger.Caller, ticket.Id, Ending)).ShouldBeNull();
        (await Tickets.ListAsync(stranger.Caller, Ending)).ShouldBeEmpty();
        (await WriteAsync(stranger.Caller, ticket, "Let me in.")).Failure!.Code.ShouldBe("support.unknown");
        (await _business.Get<DiscardTicket>().RunAsync(stranger.Caller, "x", ticket.Id, TicketKinds.Question, Ending)).Failure!.Code.ShouldBe("support.unknown");
        (await WriteAsync(stranger.Caller, ticket with { Id = new TicketId(2_000_000) }, "Let me in.")).Failure!.Code.ShouldBe("support.unknown");
        (await Tickets.FindAsync(customer.Caller, ticket.Id, Ending))!.Messages.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_key_of_one_server_speaks_of_that_server_only()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(50);
        var (one, other) = (await ServerAsync(customer), await ServerAsync(customer));
        var key = customer.Caller with { OnlyServer = one };
        var general = await QuestionAsync(customer);
        var ofOther = (await Open.RunAsync(customer.Caller, Question() with { Server = other }, Ending)).Value;

        var own = (await Open.RunAsync(key, Question(), Ending)).Value;

        own.ServerId.ShouldBe(one);
        own.Location.ShouldBe("NL");
        (await Open.RunAsync(key, Question() with { Server = other }, Ending)).Failure.ShouldBe(AccountFailures.PermissionDenied);
        (await Tickets.ListAsync(key, Ending)).Select(ticket => ticket.Id).ShouldBe([own.Id]);
        foreach (var ticket in new[] { general, ofOther })
        {
            (await Tickets.FindAsync(key, ticket.Id, Ending)).ShouldBeNull();
            (await WriteAsync(key, ticket, "Hello?")).Failure!.Code.ShouldBe("support.unknown");
        }

        (await Tickets.ListAsync(customer.Caller, Ending)).Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_ticket_about_somebody_elses_server_is_refused()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(0);
        var stranger = await _business.GivenCustomerWithCreditAsync(50);
        var server = await ServerAsync(stranger);

        (await Open.RunAsync(customer.Caller, Question() with { Server = server }, Ending)).Failure!.Code.ShouldBe("servers.unknown");
        (await Open.RunAsync(customer.Caller, Question() with { Server = new ServerId(int.MaxValue) }, Ending)).Failure!.Code.ShouldBe("servers.unknown");
        (await Tickets.ListAsync(customer.Caller, Ending)).ShouldBeEmpty();
        (await MailsAsync(customer)).ShouldBe(0);
    }

    [Fact]
    public async Task Two_who_ask_for_the_same_at_once_get_one_ticket()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(50);
        var server = await ServerAsync(customer);
        var wish = new NewTicket("reboot", "Reboot", "Please.") { Server = server };

        var asked = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Open.RunAsync(customer.Caller, wish, Ending), Ending)));

        var made = asked.Where(answer => answer.Succeeded).ShouldHaveSingleItem().Value;
        asked.Where(answer => !answer.Succeeded).ShouldAllBe(answer => answer.Failure!.Message == $"There is already an open assistance request for this server: {Numbers.KeyOf(made.Id)}");
        (await _business.ScalarAsync<long>($"select count(*) from support_ticket where server_id = {server}")).ShouldBe(1);
        (await MailsAsync(customer)).ShouldBe(1);

        // Of another kind it is another wish, and one that is closed is none any more.
        (await Open.RunAsync(customer.Caller, wish with { Kind = "kvm" }, Ending)).Succeeded.ShouldBeTrue();
        (await AnswerAsync(made, null, close: true)).Succeeded.ShouldBeTrue();
        var next = (await Open.RunAsync(customer.Caller, wish, Ending)).Value;
        next.Id.ShouldNotBe(made.Id);
        (await WriteAsync(customer.Caller, made, "And again.")).Failure!.Code.ShouldBe("support.assistance-open");
    }

    [Fact]
    public async Task Limits_are_told_and_change_nothing()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(0);
        foreach (var wrong in new[]
        {
            Question() with { Subject = "" }, Question() with { Subject = " \n" }, Question() with { Subject = new string('x', 201) }, Question() with { Subject = "two\nlines" },
            Question() with { Body = "" }, Question() with { Body = " \u0007\n" }, Question() with { Body = new string('x', 1_000_000) },
            Question() with { Files = [.. Enumerable.Range(0, 6).Select(number => File(number))] }, Question() with { Files = [TicketFile.Of("empty.txt", null, [], 1)] },
            Question() with { Files = [TicketFile.Of("large.bin", null, new byte[TicketFile.LargestBytes + 1], 1)] },
        })
        {
            (await Open.RunAsync(customer.Caller, wrong, Ending)).Failure!.Kind.ShouldBe(FailureKind.Invalid, wrong.ToString());
        }

        (await Tickets.ListAsync(customer.Caller, Ending)).ShouldBeEmpty();
        (await MailsAsync(customer)).ShouldBe(0);

        for (var ticket = 0; ticket < OpenTicket.MostOpen; ticket++)
        {
            await QuestionAsync(customer);
        }

        (await Open.RunAsync(customer.Caller, Question(), Ending)).Failure!.Code.ShouldBe("support.too-many-open");
        var any = (await Tickets.ListAsync(customer.Caller, Ending))[0];
        for (var message = OpenTicket.MostOpen; message < WriteToTicket.MostAnHour; message++)
        {
            (await WriteAsync(customer.Caller, any, "more")).Succeeded.ShouldBeTrue();
        }

        (await WriteAsync(customer.Caller, any, "more")).Failure!.Code.ShouldBe("support.too-often");
        // The operator is not counted, and an hour passes.
        (await AnswerAsync(any, "Slowly, please.")).Succeeded.ShouldBeTrue();
        _business.Clock.Advance(TimeSpan.FromHours(1));
        (await WriteAsync(customer.Caller, any, "more")).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task A_long_conversation_ends()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(0);
        var ticket = await QuestionAsync(customer);
        for (var message = 1; message < Conversation.MostMessages; message++)
        {
            (await AnswerAsync(ticket, "again")).Succeeded.ShouldBeTrue();
        }

        (await WriteAsync(customer.Caller, ticket, "one more")).Failure!.Code.ShouldBe("support.too-many-messages");
    }

    [Fact]
    public async Task Attachments_are_read_by_both_sides_and_by_nobody_else()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(0);
        var stranger = await _business.GivenCustomerWithCreditAsync(0);
        byte[] content = [0, 255, 10, 13, 128];
        var ticket = (await Open.RunAsync(customer.Caller, Question() with { Files = [TicketFile.Of("../../etc/passwd", "text/html", content, 1)] }, Ending)).Value;
        var another = await QuestionAsync(customer);

        var kept = (await Tickets.FindAsync(customer.Caller, ticket.Id, Ending))!.Messages.Single().Attachments.ShouldHaveSingleItem();

        (kept.Name, kept.ContentType, kept.Size).ShouldBe(("passwd", "application/octet-stream", 5));
        (await Tickets.FileAsync(customer.Caller, ticket.Id, kept.Id, Ending))!.Value.Content.ShouldBe(content);
        (await Tickets.AnyFileAsync(ticket.Id, kept.Id, Ending))!.Value.Content.ShouldBe(content);
        (await Tickets.FileAsync(stranger.Caller, ticket.Id, kept.Id, Ending)).ShouldBeNull();
        (await Tickets.FileAsync(customer.Caller, another.Id, kept.Id, Ending)).ShouldBeNull("it is of another ticket");

        for (var more = 0; more < 9; more++)
        {
            (await WriteAsync(customer.Caller, ticket, "more", [.. Enumerable.Range(0, 5).Select(File)])).Succeeded.ShouldBeTrue();
        }

        (await WriteAsync(customer.Caller, ticket, "more", [.. Enumerable.Range(0, 5).Select(File)])).Failure!.Message.ShouldContain("50 attachments at most");
        (await WriteAsync(customer.Caller, ticket, "more", [.. Enumerable.Range(0, 4).Select(File)])).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task What_a_database_cannot_hold_does_not_reach_it()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(0);

        var ticket = (await Open.RunAsync(customer.Caller, new NewTicket(TicketKinds.Question, "a\0b \uD800", "x\0\u202Ey\uDC00\r\nz\u0007 \U0001F600"), Ending)).Value;

        ticket.Subject.ShouldBe("ab \uFFFD");
        (await Tickets.FindAsync(customer.Caller, ticket.Id, Ending))!.Messages.Single().Body.ShouldBe("xy\uFFFD\nz \U0001F600");
    }

    private static NewTicket Question() => new(TicketKinds.Question, "A question", "How?");

    private static TicketFile File(int number) => TicketFile.Of($"{number}.txt", null, [1, 2, 3], number);

    private async Task<Ticket> QuestionAsync(Customer customer, string subject = "A question", string body = "How?") =>
        (await Open.RunAsync(customer.Caller, new NewTicket(TicketKinds.Question, subject, body), Ending)).Value;

    private Task<Result<Ticket>> WriteAsync(Caller caller, Ticket ticket, string body, IReadOnlyList<TicketFile>? files = null) =>
        _business.Get<WriteToTicket>().RunAsync(caller, "asked", ticket.Id, new NewWords(body) { Files = files ?? [] }, Ending);

    private Task<Result<Ticket>> AnswerAsync(Ticket ticket, string? text, bool close = false) => _business.Get<AnswerTicket>().RunAsync("asked", ticket.Id, text, close, Ending);

    private Task<long> MailsAsync(Customer customer) => _business.ScalarAsync<long>($"select count(*) from mail_message where recipient = '{customer.Account.Email}' and subject like '[CS-%'");

    private async Task<ServerId> ServerAsync(Customer customer)
    {
        var placed = (await _business.OrderAsync(customer)).Value;
        await _business.AdvanceToRestAsync(placed.Callback!.Value);
        return (await _business.Get<ServerQueries>().ListAsync(customer.Caller, Ending))[^1].Id;
    }
}

public sealed class TicketsOnSqlite(OnSqlite store) : TicketStoreTests(store), IClassFixture<OnSqlite>;

public sealed class TicketsOnPostgreSql(OnPostgreSql store) : TicketStoreTests(store), IClassFixture<OnPostgreSql>;
