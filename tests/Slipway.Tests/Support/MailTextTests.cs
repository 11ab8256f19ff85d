using Shouldly;
using Slipway.Support;
using Xunit;

namespace Slipway.Tests.Support;

public sealed class MailTextTests
{
    [Theory]
    [InlineData("New.\n\nOn Mon, 2 Mar 2026 at 10:00, Support <s@example.net> wrote:\n> old\n> older\n", "New.")]
    [InlineData("Neu.\n\nAm 02.03.26 um 10:00 schrieb Support:\n> alt\n", "Neu.")]
    [InlineData("New.\n\nOn Mon, 2 Mar 2026 at 10:00,\nSupport wrote a longer line:\n> old\n", "New.")]
    [InlineData("> Did you look?\nYes.\n\n> And?\nNothing.", "Yes.\nNothing.")]
    [InlineData("New.\n-----Original Message-----\nFrom: x\nold", "New.")]
    [InlineData("New.\n-- \nEva Example\nExample B.V.", "New.")]
    [InlineData("The steps are these:\n1 > 0\nx", "The steps are these:\n1 > 0\nx")]
    [InlineData("My question is:\n> old\n", "My question is:")]
    [InlineData("> nothing but quotation", "")]
    public void What_is_quoted_is_cut(string mail, string expected) => MailText.WithoutQuotes(mail).ShouldBe(expected);

    [Theory]
    [InlineData("<html><head><title>t</title><style>p{}</style></head><body><p>One &amp; two</p><p>three<br>four</p><script>alert(1)</script></body></html>", "One & two\nthree\nfour")]
    [InlineData("<div>New.</div><blockquote><div>old</div></blockquote>", "New.")]
    [InlineData("no <b>markup</b> at &lt;all&gt;", "no markup at <all>")]
    [InlineData("<p>unclosed <i>tags", "unclosed tags")]
    public void Html_becomes_words_and_breaks(string html, string expected) => MailText.OfHtml(html).Trim().ShouldBe(expected);

    [Theory]
    [InlineData("/etc/passwd", null, "passwd", "application/octet-stream")]
    [InlineData("C:\\Users\\eva\\shot.PNG", null, "shot.PNG", "image/png")]
    [InlineData("..", null, "attachment-3", "application/octet-stream")]
    [InlineData("a\0b\u202Egnp.exe", null, "abgnp.exe", "application/octet-stream")]
    [InlineData("x.svg", "image/svg+xml", "x.svg", "application/octet-stream")]
    [InlineData("x.html", "IMAGE/PNG", "x.html", "image/png")]
    [InlineData("a;b\"c.txt", null, "a_b_c.txt", "text/plain")]
    [InlineData(null, "text/plain", "attachment-3", "text/plain")]
    public void A_file_has_a_name_without_path_and_a_harmless_type(string? name, string? declared, string kept, string type)
    {
        var file = TicketFile.Of(name, declared, [1], 3);
        (file.Name, file.ContentType).ShouldBe((kept, type));
    }

    [Fact]
    public void A_long_name_keeps_its_end()
    {
        var name = TicketFile.Of(new string('x', 300) + ".pdf", null, [1], 1).Name;
        name.Length.ShouldBeLessThanOrEqualTo(100);
        name.ShouldEndWith("x.pdf");
    }

    [Theory]
    [InlineData("CS-104233", 233)]
    [InlineData(" cs-104233 ", 233)]
    [InlineData("104233", 233)]
    [InlineData("104000", null)]
    [InlineData("233", null)]
    [InlineData("-104233", null)]
    [InlineData("CS-99999999999999999999", null)]
    [InlineData("CS-", null)]
    public void A_ticket_is_found_by_number_or_key(string text, int? id) => new TicketNumbers(new SupportOptions()).Find(text)?.Value.ShouldBe(id!.Value);

    [Theory]
    [InlineData("Re: [CS-104233] hello", 233)]
    [InlineData("Re: CS-104233 hello", null)]
    [InlineData("[XX-104233]", null)]
    public void A_ticket_is_found_in_a_subject(string subject, int? id) => (new TicketNumbers(new SupportOptions()).InSubject(subject)?.Value).ShouldBe(id);

    [Theory]
    [InlineData("Prefix", "cs")]
    [InlineData("Prefix", "CS-1-")]
    [InlineData("Mailbox", "no address")]
    [InlineData("ReplyAddress", "Support <support@example.net>")]
    [InlineData("ReplyAddress", "support+x@example.net")]
    [InlineData("TicketUrl", "https://panel.example.net/")]
    [InlineData("TicketUrl", "javascript:{ticket}")]
    public void A_wrong_setting_is_named(string setting, string value)
    {
        var options = new SupportOptions();
        typeof(SupportOptions).GetProperty(setting)!.SetValue(options, value);
        options.Mistakes().ShouldHaveSingleItem().ShouldContain($"Support:{setting}");
        new SupportOptions { Mailbox = "Desk <desk@example.net>", ReplyAddress = "support@example.net", TicketUrl = "https://panel.example.net/{ticket}" }.Mistakes().ShouldBeEmpty();
    }
}
