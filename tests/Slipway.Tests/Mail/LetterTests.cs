using Shouldly;
using Slipway.Mail;
using Slipway.Orders.Mails;
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
            "shop.example.org", 70202, "203.0.113.78", "203.0.113.78", 22, "Debian 11", "WordPress", "vm.mini", "US", ["ssh-ed25519 SHA256:aaaa"], Key, "http://203.0.113.78/"),
        ["deployment-failed"] = new DeploymentFailed("web-01.example.org", 70201, 60401, Key, "This node has no room for <another> server & more.", Withdrawn: false, Expired: false),
        ["order-expired"] = new DeploymentFailed("web-01.example.org", 70201, 60401, Key, "It was not paid in time.", Withdrawn: false, Expired: true),
        ["order-withdrawn"] = new DeploymentFailed("web-01.example.org", 70201, 60401, Key, "The order was cancelled by the customer.", Withdrawn: true, Expired: false),
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
