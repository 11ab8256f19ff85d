using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Slipway.Accounts;
using Slipway.Servers;
using Slipway.Support;

namespace Slipway.Daemon.Commands;

/// <summary>The operator's side of the support desk; also beside a running daemon, which sends the mails.</summary>
internal static class TicketsCommand
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create() => new("tickets", "The support desk: list, read, answer and close tickets, receive mail.") { List(), Show(), Answer(), Close(), TicketsReceiveCommand.Create() };

    private static Command List()
    {
        var state = new Option<string>("--state") { Description = "active (all but closed), all, or one state.", DefaultValueFactory = _ => "active" };
        state.AcceptOnlyFromAmong(["active", "all", .. TicketMoves.Words.Keys]);
        var account = new Option<string?>("--account") { Description = "Only of this account: its number or e-mail address." };
        var command = new Command("list", "Tickets, the latest first.") { state, account };
        return MoneyCommands.WithServices(command, async (parsed, services, cancellationToken) =>
        {
            Account? of = null;
            if (parsed.GetValue(account) is { } asked && (of = await services.GetRequiredService<AccountQueries>().FindAsync(asked, cancellationToken)) is null)
            {
                return Failed($"There is no account '{asked}'. Give its number or its e-mail address.");
            }

            var wanted = parsed.GetValue(state)!;
            var found = await services.GetRequiredService<TicketQueries>().AllAsync(TicketMoves.Words.TryGetValue(wanted, out var only) ? only : null, of?.Id, cancellationToken);
            List<Ticket> tickets = [.. found.Where(ticket => wanted != "active" || ticket.ClosedAt is null)];
            var numbers = services.GetRequiredService<TicketNumbers>();
            if (MoneyCommands.WantsJson(parsed))
            {
                Console.WriteLine(JsonSerializer.Serialize(tickets.Select(ticket => Facts(ticket, numbers)), Json));
                return 0;
            }

            foreach (var ticket in tickets)
            {
                Console.WriteLine($"{numbers.KeyOf(ticket.Id),-12} {ticket.State.Word(),-20} {Time(ticket.UpdatedAt)}  account {ticket.AccountId,-6} {(ticket.ServerId is { } server ? $"server {server}" : ""),-14} {ticket.Kind,-12} {ticket.Subject}");
            }

            Console.WriteLine($"{tickets.Count} tickets{(found.Count == TicketQueries.MostListed ? $" among the latest {TicketQueries.MostListed}" : "")}");
            return 0;
        });
    }

    private static Command Show()
    {
        var key = Key();
        var attachment = new Option<int?>("--attachment") { Description = "Writes what is in this attachment to standard output instead.", HelpName = "ID" };
        var command = new Command("show", "A ticket with all that was said.") { key, attachment };
        return MoneyCommands.WithServices(command, async (parsed, services, cancellationToken) =>
        {
            var numbers = services.GetRequiredService<TicketNumbers>();
            var queries = services.GetRequiredService<TicketQueries>();
            var asked = parsed.GetValue(key)!;
            if (await queries.AnyAsync(numbers.Find(asked), cancellationToken) is not { } found)
            {
                return Failed(SupportFailures.NoTicket(asked).Message);
            }

            if (parsed.GetValue(attachment) is { } file)
            {
                if (await queries.AnyFileAsync(found.Ticket.Id, file, cancellationToken) is not { } kept)
                {
                    return Failed(SupportFailures.NoAttachment(file).Message);
                }

                await using var output = Console.OpenStandardOutput();
                await output.WriteAsync(kept.Content, cancellationToken);
                return 0;
            }

            var account = await services.GetRequiredService<AccountQueries>().FindAsync(found.Ticket.AccountId, cancellationToken);
            if (MoneyCommands.WantsJson(parsed))
            {
                Console.WriteLine(JsonSerializer.Serialize(new { ticket = Facts(found.Ticket, numbers), account = account is null ? null : new { id = account.Id.Value, name = account.Name, email = account.Email }, messages = found.Messages.Select(Facts) }, Json));
                return 0;
            }

            var ticket = found.Ticket;
            Console.WriteLine($"{numbers.KeyOf(ticket.Id)} {ticket.Subject}");
            Console.WriteLine($"{ticket.State.Word()}, {ticket.Kind}, account {ticket.AccountId} {account?.Name} <{account?.Email}>{(ticket.ServerId is { } server ? $", server {server} in {ticket.Location}" : "")}");
            foreach (var message in found.Messages)
            {
                Console.WriteLine();
                Console.WriteLine($"--- {Time(message.At)} {Author(message)} {message.AuthorName}{(message.IsByMail ? ", by mail" : "")}");
                Console.WriteLine(message.Body);
                foreach (var kept in message.Attachments)
                {
                    Console.WriteLine($"    attachment {kept.Id}: {kept.Name}, {kept.ContentType}, {kept.Size} bytes");
                }
            }

            return 0;
        });
    }

    private static Command Answer()
    {
        var key = Key();
        var text = new Option<string?>("--text") { Description = "What to say. Without it standard input is read." };
        var close = new Option<bool>("--close") { Description = "Close the ticket as well." };
        var command = new Command("answer", "Answers a ticket; the customer is mailed.") { key, text, close };
        return MoneyCommands.WithServices(command, async (parsed, services, cancellationToken) =>
            await SayAsync(parsed, services, parsed.GetValue(key)!, parsed.GetValue(text) ?? await Console.In.ReadToEndAsync(cancellationToken), parsed.GetValue(close), cancellationToken));
    }

    private static Command Close()
    {
        var key = Key();
        var text = new Option<string?>("--text") { Description = "What to say with it." };
        var command = new Command("close", "Closes a ticket; the customer is mailed.") { key, text };
        return MoneyCommands.WithServices(command, (parsed, services, cancellationToken) => SayAsync(parsed, services, parsed.GetValue(key)!, parsed.GetValue(text), close: true, cancellationToken));
    }

    private static async Task<int> SayAsync(ParseResult parsed, ServiceProvider services, string asked, string? text, bool close, CancellationToken cancellationToken)
    {
        var numbers = services.GetRequiredService<TicketNumbers>();
        if (!(await services.GetRequiredService<AnswerTicket>().RunAsync(asked, numbers.Find(asked), text, close, cancellationToken)).TryGet(out var ticket, out var failure))
        {
            return Failed(failure.Message);
        }

        Console.WriteLine(MoneyCommands.WantsJson(parsed)
            ? JsonSerializer.Serialize(Facts(ticket, numbers), Json)
            : $"{numbers.KeyOf(ticket.Id)} is {ticket.State.Word()}; the customer is mailed.");
        return 0;
    }

    public static object Facts(Ticket ticket, TicketNumbers numbers) => new
    {
        ticket = numbers.KeyOf(ticket.Id),
        number = TicketNumbers.NumberOf(ticket.Id),
        state = ticket.State.Word(),
        kind = ticket.Kind,
        subject = ticket.Subject,
        account = ticket.AccountId.Value,
        server = ticket.ServerId?.Value,
        location = ticket.Location,
        created_at = ticket.CreatedAt,
        updated_at = ticket.UpdatedAt,
        closed_at = ticket.ClosedAt,
    };

    private static object Facts(TicketMessage message) => new
    {
        id = message.Id,
        author = Author(message),
        name = message.AuthorName,
        at = message.At,
        by_mail = message.IsByMail,
        text = message.Body,
        attachments = message.Attachments.Select(file => new { id = file.Id, name = file.Name, content_type = file.ContentType, size = file.Size }),
    };

    private static string Author(TicketMessage message) => message.Author switch
    {
        TicketAuthor.Customer => "customer",
        TicketAuthor.Operator => "operator",
        TicketAuthor.Platform => "platform",
    };

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static int Failed(string why)
    {
        Console.Error.WriteLine($"slipwayd: {why}");
        return 1;
    }

    private static Argument<string> Key() => new("TICKET") { Description = "Its number, such as CS-104233." };
}
