using System.CommandLine;
using System.Text.Json;
using Slipway.Support;

namespace Slipway.Daemon.Commands;

/// <summary>
/// Called by the mail server for each mail, as a pipe transport of Postfix or Exim does it. The exit codes are those of sysexits.h, because the
/// mail server decides by them whether to try again, and what it prints stands in the mail server's answer to the sender.
/// </summary>
internal static class TicketsReceiveCommand
{
    private const int Unreadable = 65;
    private const int TryAgain = 75;
    private const int NotAllowed = 77;

    public static Command Create()
    {
        var to = new Option<string?>("--to") { Description = "Address the mail was delivered to, where the mail server does not write it into Delivered-To.", HelpName = "ADDRESS" };
        var command = new Command("receive", "Takes one mail from standard input into the desk. Exit codes as in sysexits.h: 65 unusable, 75 try again, 77 sender not known.") { to };
        return MoneyCommands.WithServices(
            command,
            async (parsed, services, cancellationToken) =>
            {
                try
                {
                    var raw = await ReadAsync(cancellationToken);
                    var received = await services.GetRequiredService<ReceiveMail>().RunAsync(raw, parsed.GetValue(to), cancellationToken);
                    return received.TryGet(out var taken, out var failure)
                        ? Told(parsed, taken, services.GetRequiredService<TicketNumbers>())
                        : Refused(parsed, failure);
                }
                catch (Exception broken) when (broken is not OperationCanceledException)
                {
                    // Whatever broke, the mail is still at the mail server, which keeps it.
                    await Console.Error.WriteLineAsync($"slipwayd: {broken.Message}");
                    return TryAgain;
                }
            },
            TryAgain);
    }

    /// <summary>One byte more than is allowed is enough to know that it is too much.</summary>
    private static async Task<byte[]> ReadAsync(CancellationToken cancellationToken)
    {
        await using var input = Console.OpenStandardInput();
        using var raw = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while (raw.Length <= ReceiveMail.MostBytes && (read = await input.ReadAsync(buffer, cancellationToken)) > 0)
        {
            raw.Write(buffer, 0, read);
        }

        // The rest is read and thrown away: whoever writes into a closed pipe takes that for trouble of ours.
        while (await input.ReadAsync(buffer, cancellationToken) > 0)
        {
        }

        return raw.ToArray();
    }

    private static int Told(ParseResult parsed, ReceivedMail taken, TicketNumbers numbers)
    {
        var outcome = taken.Outcome switch
        {
            MailOutcome.Opened => "opened",
            MailOutcome.Written => "written",
            MailOutcome.Duplicate => "duplicate",
            MailOutcome.Ignored => "ignored",
        };
        Console.WriteLine(MoneyCommands.WantsJson(parsed)
            ? JsonSerializer.Serialize(new { outcome, ticket = taken.Ticket is { } ticket ? TicketsCommand.Facts(ticket, numbers) : null, why = taken.Why }, TicketsCommand.Json)
            : taken.Ticket is { } about ? $"{outcome} {numbers.KeyOf(about.Id)}" : $"{outcome}: {taken.Why}");
        return 0;
    }

    private static int Refused(ParseResult parsed, Failure failure)
    {
        if (MoneyCommands.WantsJson(parsed))
        {
            Console.WriteLine(JsonSerializer.Serialize(new { outcome = "refused", code = failure.Code, why = failure.Message }, TicketsCommand.Json));
        }
        else
        {
            Console.WriteLine($"refused: {failure.Message}");
        }

        return CodeOf(failure);
    }

    /// <summary>Too much in an hour passes; everything else stays as it is.</summary>
    private static int CodeOf(Failure failure) => failure.Kind switch
    {
        FailureKind.Forbidden => NotAllowed,
        FailureKind.Unavailable => TryAgain,
        FailureKind.Busy => failure.Code == "support.too-often" ? TryAgain : Unreadable,
        FailureKind.Invalid or FailureKind.Unauthenticated or FailureKind.NotFound or FailureKind.PaymentRequired or FailureKind.OutOfStock or FailureKind.Unsupported => Unreadable,
    };
}
