using Shouldly;
using Slipway.Dns;
using Xunit;

namespace Slipway.Tests.Dns;

public sealed class ZoneNameTests
{
    private static readonly string[] Nameservers = ["ns1.dns.example.net", "NS2.example.com."];

    public static TheoryData<string> Bad =>
    [
        "", ".", "..", "org", "example..org", "-a.org", "a-.org", "a b.org", "exa/mple.org", "*.example.org", "10.0.0.1", new string('a', 64) + ".org", string.Join('.', Enumerable.Repeat(new string('a', 63), 4)) + ".org",
        "a\0b.org", "a\n.org", "\ud800.org", new string('x', 1_000_000),
    ];

    [Theory]
    [InlineData("example.org", "example.org")]
    [InlineData("Example.ORG.", "example.org")]
    [InlineData("bücher.example", "xn--bcher-kva.example")]
    [InlineData("BÜCHER.example", "xn--bcher-kva.example")]
    [InlineData("a_b.example.org", "a_b.example.org")]
    [InlineData("bbc.co.uk", "bbc.co.uk")]
    // The list's exceptions and its jokers: *.ck, and !www.ck
    [InlineData("www.ck", "www.ck")]
    [InlineData("a.b.ck", "a.b.ck")]
    // Somebody's own hosting service is not a registry.
    [InlineData("github.io", "github.io")]
    public void A_good_name_is_taken_as_it_travels(string text, string name) => ZoneName.Check(text, Nameservers).Value.ShouldBe(name);

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_bad_name_is_refused_with_the_parameter(string text) => Refused(text).ShouldStartWith("name: ");

    [Theory]
    [InlineData("co.uk", "public suffix")]
    [InlineData("CO.UK.", "public suffix")]
    [InlineData("b.ck", "public suffix")]
    [InlineData("uk", "public suffix")]
    [InlineData("arpa", "reverse zone")]
    [InlineData("2.0.192.in-addr.arpa", "reverse zone")]
    [InlineData("example.net", "own name servers")]
    [InlineData("dns.example.net", "own name servers")]
    [InlineData("ns1.dns.example.net", "own name servers")]
    [InlineData("example.com", "own name servers")]
    public void What_nobody_may_have_is_refused_with_the_reason(string text, string reason) => Refused(text).ShouldContain(reason);

    [Theory]
    [InlineData("@", "example.org")]
    [InlineData("example.org", "example.org")]
    [InlineData("Example.org.", "example.org")]
    [InlineData("www", "www.example.org")]
    [InlineData("WWW.Example.org", "www.example.org")]
    [InlineData("www.example.org.", "www.example.org")]
    [InlineData("notexample.org", "notexample.org.example.org")]
    [InlineData("*.dev", "*.dev.example.org")]
    [InlineData("*", "*.example.org")]
    [InlineData("_sip._tcp", "_sip._tcp.example.org")]
    public void A_record_stands_where_the_customer_means(string name, string owner) => RecordName.Owner("example.org", name).Value.ShouldBe(owner);

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a..b")]
    [InlineData("a.*.b")]
    [InlineData("a*")]
    [InlineData("www.example.com.")]
    [InlineData("a b")]
    [InlineData("a\0")]
    public void A_record_cannot_stand_elsewhere(string name) => RecordName.Owner("example.org", name).Failure!.Message.ShouldStartWith("name: ");

    [Fact]
    public void A_record_with_the_longest_name_stands_and_one_longer_does_not()
    {
        var zone = string.Join('.', Enumerable.Repeat(new string('a', 62), 3)) + ".org";
        var room = 253 - zone.Length - 1;

        RecordName.Owner(zone, new string('b', room)).Value.Length.ShouldBe(253);
        RecordName.Owner(zone, new string('b', room + 1)).Succeeded.ShouldBeFalse();
        RecordName.Owner(zone, new string('b', 1_000_000)).Succeeded.ShouldBeFalse();
    }

    [Fact]
    public void Names_above_a_name_end_before_the_suffix() => ZoneName.Above("a.b.example.org").ShouldBe(["b.example.org", "example.org"]);

    [Theory]
    [InlineData(5u, 2026033100u)]
    [InlineData(2026033100u, 2026033101u)]
    [InlineData(2026033199u, 2026033200u)]
    [InlineData(4000000000u, 4000000001u)]
    [InlineData(uint.MaxValue, 1u)]
    public void The_number_of_a_start_is_the_day_or_one_more(uint serial, uint next) => Soa.Next(serial, new DateTimeOffset(2026, 3, 31, 12, 0, 0, TimeSpan.Zero)).ShouldBe(next);

    private static string Refused(string text) => ZoneName.Check(text, Nameservers).Failure.ShouldNotBeNull().Message;
}
