using Shouldly;
using Slipway.Accounts.Mails;
using Slipway.Billing.Mails;
using Slipway.Catalog;
using Slipway.Mail;
using Slipway.Orders.Mails;
using Slipway.Support.Mails;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Mail;

/// <summary>How each mail reads, kept beside this test.</summary>
public sealed class LetterTests
{
    private const string Key = "0123456789abcdef0123456789abcdef";

    private static readonly Dictionary<string, Letter> Examples = new()
    {
        ["server-ready"] = new ServerReady(
            "web-01.example.org", 70201, "203.0.113.77", "127.0.0.1", 22011, "Debian 12", null, "vm.pico", "NL", ["ssh-ed25519 SHA256:aaaa", "ssh-rsa SHA256:bbbb"], Key),
        ["server-ready-with-software"] = new ServerReady(
            "shop.example.org", 70202, "203.0.113.78", "203.0.113.78", 22, "Debian 11", "WordPress", "vm.mini", "US", ["ssh-ed25519 SHA256:aaaa"], Key, "http://203.0.113.78/wp-login.php")
        {
            Access = new SoftwareAccess("http://{host}/wp-login.php", "admin", "/root/wordpress-credentials.txt", "Point a domain at the address, then set WP_HOME."),
            PostInstall = "0",
        },
        ["server-ready-empty"] = new ServerReady("web-01.example.org", 70201, "203.0.113.77", "127.0.0.1", 22011, "Own system", null, "vm.pico", "NL", [], Key) { IsOwn = true },
        ["reinstall-failed"] = new ReinstallFailed("web-01.example.org", 70201, "Debian 12", "The step prove-login did not end within 30 minutes.", Erased: true, Key),
        ["reinstall-not-begun"] = new ReinstallFailed("web-01.example.org", 70201, "Debian 12", "This system is not available just now.", Erased: false, Key),
        ["deployment-failed"] = new DeploymentFailed("web-01.example.org", 70201, 60401, Key, "This node has no room for <another> server & more.", Withdrawn: false, Expired: false),
        ["order-expired"] = new DeploymentFailed("web-01.example.org", 70201, 60401, Key, "It was not paid in time.", Withdrawn: false, Expired: true),
        ["order-withdrawn"] = new DeploymentFailed("web-01.example.org", 70201, 60401, Key, "you asked for it.", Withdrawn: true, Expired: false),
        ["invoice-to-pay"] = new InvoiceMail("invoice:60401", "Proforma invoice 60401", false, "9.40 EUR", "9.40 EUR", "2026-04-07", "Your server web-01.example.org is prepared as soon as it is paid."),
        ["invoice-paid"] = new InvoiceMail("invoice:60401", "Invoice INV-2026-000001", true, "9.40 EUR", "0.00 EUR", "2026-04-07", null),
        ["credit-note"] = new CreditNoteMail("credit-note:1", "CN-2026-000001", "INV-2026-000001", "4.70 EUR", "server 70201 cancelled"),
        ["payment-due"] = new PaymentReminder("web-01.example.org", 70201, 60402, "9.40 EUR", "2026-04-30", false, "2026-05-03"),
        ["payment-overdue"] = new PaymentReminder("web-01.example.org", 70201, 60402, "9.40 EUR", "2026-04-30", true, "2026-05-03"),
        ["service-suspended"] = new ServiceSuspended("web-01.example.org", 70201, "9.40 EUR of invoice 60402 are not paid."),
        ["service-resumed"] = new ServiceResumed("web-01.example.org", 70201),
        ["removal-announced"] = new RemovalAnnounced("web-01.example.org", 70201, "2026-05-17"),
        ["service-removed"] = new ServiceRemoved("web-01.example.org", 70201),
        ["password-reset"] = new PasswordReset($"https://api.example.net/reset-password?token={Key}{Key}", 60),
        ["key-used"] = new KeyUsed("ci runner", 913, "192.0.2.7", "2026-03-31 12:00:00"),
        ["ticket-opened"] = new TicketOpened("CS-104233", "No network", "Since 9 o'clock <eth0> is down.\n\nEva", ["ip-a.txt (312 bytes)"], 70201, "web-01.example.org", CanReply: true),
        ["ticket-opened-without-server"] = new TicketOpened("CS-104234", "A question", "May I pay by the year?", [], null, null, CanReply: false),
        ["ticket-answered"] = new TicketAnswered("CS-104233", "No network", "The switch was replaced. Please look again.", IsClosed: false, CanReply: true),
        ["ticket-answered-and-closed"] = new TicketAnswered("CS-104233", "No network", "It works again.", IsClosed: true, CanReply: true),
        ["ticket-closed"] = new TicketAnswered("CS-104233", "No network", null, IsClosed: true, CanReply: false),
        ["ticket-news-new"] = new TicketNews(
            "CS-104233", "No network", "A new ticket", "question", "Example B.V. <eva@example.org> (#12)", 70201, "web-01.example.org", "NL", "Example B.V.", ByMail: false, "Since 9 o'clock <eth0> is down.", ["ip-a.txt (312 bytes)"]),
        ["ticket-news-by-mail"] = new TicketNews("CS-104234", "A question", "The customer has written", "question", "Example B.V. <eva@example.org> (#12)", null, null, "", "eva@example.org", ByMail: true, "Thank you.", []),
        ["ticket-news-discarded"] = new TicketNews("CS-104235", "Remote hands", "The customer needs this no more and has closed it", "remote-hands", "Example B.V. <eva@example.org> (#12)", 70201, null, "NL", null, ByMail: false, null, []),
        ["credit-runs-out"] = new CreditRunsOut("web-01.example.org", 70201, "0.02 EUR", 7),
    };

    public static TheoryData<string> Names => [.. Examples.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Mail_reads_as_written_down(string name)
    {
        var letter = Examples[name];
        Golden.ShouldMatch($"Subject: {letter.Subject}\n\n{letter.Text()}", $"{name}.golden.txt");
    }

    [Fact]
    public void Every_mail_has_an_example()
    {
        var letters = typeof(Letter).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Letter)) && !type.IsAbstract);

        letters.ShouldBeSubsetOf(Examples.Values.Select(letter => letter.GetType()), "add an example here, run 'make golden' and read what it wrote");
    }

    [Fact]
    public void Plain_text_is_not_escaped() => Examples["deployment-failed"].Text().ShouldContain("<another> server & more.");
}
