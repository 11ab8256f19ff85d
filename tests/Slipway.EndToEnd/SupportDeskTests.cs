using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MimeKit;
using Shouldly;
using Slipway.Testing;
using Xunit;

namespace Slipway.EndToEnd;

/// <summary>Mail both ways with real programs: out by SMTP, in through the pipe that a mail server opens for each mail.</summary>
public sealed class SupportDeskTests
{
    private const string Customer = "eva@example.org";
    private const string Desk = "desk@provider.example";

    private static readonly (string Name, string Value)[] Settings = [("Support:Mailbox", Desk), ("Support:ReplyAddress", "support@provider.example"), ("Mail:From", "Example Hosting <noreply@provider.example>")];

    [Fact]
    public async Task A_conversation_between_customer_and_operator_by_mail()
    {
        await using var sink = MailSink.Started(refusals: 1);
        await using var daemon = await Slipwayd.StartedAsync(
            "fake", null, [.. Settings, ("Mail:Host", "127.0.0.1"), ("Mail:Port", sink.Port.ToString(CultureInfo.InvariantCulture))]);
        var customer = await daemon.CustomerAsync(credit: 0, email: Customer);

        // :: the customer writes to the desk, from a mail program
        var (code, output) = await RunAsync(daemon, Mail(Customer, "support@provider.example", "No network", "Since nine o'clock nothing answers.\n"), "tickets", "receive", "--json");
        code.ShouldBe(0, output);
        var ticket = JsonDocument.Parse(output).RootElement.GetProperty("ticket").GetProperty("ticket").GetString()!;
        var confirmation = await ArrivedAsync(sink, Customer, 1);
        confirmation.Subject.ShouldBe($"[{ticket}] No network");
        var news = await ArrivedAsync(sink, Desk, 1);
        news.TextBody.ShouldNotBeNull().ShouldContain("Since nine o'clock nothing answers.");
        news.ReplyTo.ShouldBeEmpty();
        sink.Refused.ShouldBe(1);

        // :: the operator reads and answers, by the program's verbs
        (code, output) = await RunAsync(daemon, null, "tickets", "list");
        (code, output.Contains(ticket, StringComparison.Ordinal)).ShouldBe((0, true), output);
        (code, output) = await RunAsync(daemon, "Please look again.\n"u8.ToArray(), "tickets", "answer", ticket);
        code.ShouldBe(0, output);
        var answer = await ArrivedAsync(sink, Customer, 2);
        answer.TextBody.ShouldStartWith("Please look again.");
        var replyTo = answer.ReplyTo.Mailboxes.ShouldHaveSingleItem().Address;
        replyTo.ShouldMatch(@"^support\+[0-9a-f]{32}@provider\.example$");

        // :: the customer answers that mail; the mail server delivers it twice
        var reply = Mail(Customer, replyTo, $"Re: {answer.Subject}", $"It works, thank you.\n\nOn Tue, Example Hosting <noreply@provider.example> wrote:\n> {answer.TextBody!.Replace("\n", "\n> ", StringComparison.Ordinal)}\n", answer.MessageId);
        (code, output) = await RunAsync(daemon, reply, "tickets", "receive");
        (code, output.Trim()).ShouldBe((0, $"written {ticket}"));
        (code, output) = await RunAsync(daemon, reply, "tickets", "receive");
        (code, output.Trim()).ShouldBe((0, "duplicate: it was received already"));
        (await ArrivedAsync(sink, Desk, 2)).TextBody.ShouldNotBeNull().ShouldContain("It works, thank you.");

        // :: what each of them sees
        (code, output) = await RunAsync(daemon, null, "tickets", "close", ticket, "--text", "You are welcome.");
        code.ShouldBe(0, output);
        (await ArrivedAsync(sink, Customer, 3)).TextBody.ShouldNotBeNull().ShouldContain($"{ticket} is closed");
        var seen = (await customer.CallAsync("rtm", "get_ticket_by_id", ("ticket_id", ticket))).GetProperty("ticket");
        seen.GetProperty("status").GetString().ShouldBe("closed");
        seen.GetProperty("messages").EnumerateArray().Select(message => $"{message.GetProperty("author").GetString()}: {message.GetProperty("text").GetString()}").ShouldBe(
            ["customer: Since nine o'clock nothing answers.", "operator: Please look again.", "customer: It works, thank you.", "operator: You are welcome."]);

        // :: what comes back by itself is dropped: our own mail, and an absence
        using var returned = new MemoryStream();
        await answer.WriteToAsync(returned, TestContext.Current.CancellationToken);
        (code, output) = await RunAsync(daemon, returned.ToArray(), "tickets", "receive");
        (code, output.Trim()).ShouldBe((0, "ignored: it was sent by this platform"));

        // :: and nobody opens tickets who is not known
        (code, output) = await RunAsync(daemon, Mail("nobody@elsewhere.example", "support@provider.example", "Buy this", "Cheap.\n"), "tickets", "receive");
        (code, output).ShouldBe((77, "refused: we do not know this sender. Write from the address of your account, or answer a mail that we sent about your ticket.\n"));
        (code, output) = await RunAsync(daemon, "no mail"u8.ToArray(), "tickets", "receive");
        (code, output).ShouldSatisfyAllConditions(() => code.ShouldBe(65), () => output.ShouldStartWith("refused: "));
        sink.Received.Count(mail => mail.To.ToString().Contains("elsewhere", StringComparison.Ordinal)).ShouldBe(0);
    }

    [Fact]
    public async Task A_desk_without_database_asks_the_mail_server_to_keep_the_mail()
    {
        var folder = Directory.CreateTempSubdirectory("sw-").FullName;
        var (code, output) = await RunAsync(folder, Mail(Customer, "support@provider.example", "Hello", "Hello.\n"), "tickets", "receive");
        code.ShouldBe(75, output);
        output.ShouldStartWith("slipwayd: ");
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<MimeMessage> ArrivedAsync(MailSink sink, string to, int number)
    {
        MimeMessage[] To() => [.. sink.Received.Where(mail => mail.To.Mailboxes.Any(mailbox => mailbox.Address == to))];
        await Facts.UntilAsync($"mail {number} to {to} arrives", () => Task.FromResult(To().Length >= number), TimeSpan.FromSeconds(90));
        return To()[number - 1];
    }

    private static byte[] Mail(string from, string to, string subject, string text, string? answers = null)
    {
        using var mail = new MimeMessage { Subject = subject, Body = new TextPart("plain") { Text = text }, MessageId = $"{Guid.NewGuid():N}@mail.example" };
        mail.From.Add(new MailboxAddress("Eva", from));
        mail.To.Add(new MailboxAddress(null, to));
        if (answers is not null)
        {
            mail.InReplyTo = answers;
        }

        using var raw = new MemoryStream();
        mail.WriteTo(raw);
        return raw.ToArray();
    }

    private static Task<(int Code, string Output)> RunAsync(Slipwayd daemon, byte[]? input, params string[] arguments) => RunAsync(daemon.Data, input, arguments);

    /// <summary>As the mail server does it: a process for each mail, the mail on its standard input.</summary>
    private static async Task<(int Code, string Output)> RunAsync(string data, byte[]? input, params string[] arguments)
    {
        var start = new ProcessStartInfo(Slipwayd.Program, [.. arguments, "--data", data]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in Settings)
        {
            start.Environment[$"SLIPWAY__{name.Replace(":", "__", StringComparison.Ordinal)}"] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input ?? []);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading: its exit code says why.
        }

        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }
}
