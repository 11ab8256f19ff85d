using CsCheck;
using Shouldly;
using Slipway.Dns;
using Xunit;

namespace Slipway.Tests.Dns;

/// <summary>Contents of records. What is good, the tests against a real DNS server show (Slipway.Conformance, Dns).</summary>
public sealed class RecordContentTests
{
    private static readonly string[] Types = ["A", "AAAA", "CAA", "CNAME", "DKIM", "MX", "NS", "PTR", "SOA", "SPF", "SRV", "TXT"];

    [Theory]
    [InlineData("A", "1.2.3")]
    [InlineData("A", "1.2.3.256")]
    [InlineData("A", "01.2.3.4")]
    [InlineData("A", "0x7f.1.1.1")]
    [InlineData("A", "2130706433")]
    [InlineData("A", "203.0.113.1 ")]
    [InlineData("AAAA", "203.0.113.1")]
    [InlineData("AAAA", "fe80::1%eth0")]
    [InlineData("AAAA", "[::1]")]
    [InlineData("AAAA", "::1/64")]
    [InlineData("CNAME", "a b")]
    [InlineData("CNAME", "-a.example.org")]
    [InlineData("CNAME", "a..example.org")]
    [InlineData("CNAME", ".")]
    [InlineData("NS", "203.0.113.1")]
    [InlineData("MX", "x mail.example.org")]
    [InlineData("MX", "70000 mail.example.org")]
    [InlineData("MX", "10 20 mail.example.org")]
    [InlineData("SRV", "5060 sip.example.org")]
    [InlineData("SRV", "1 2 70000 sip.example.org")]
    [InlineData("SRV", "1 2 3 4 sip.example.org")]
    [InlineData("CAA", "256 issue \"a\"")]
    [InlineData("CAA", "0 is-sue \"a\"")]
    [InlineData("CAA", "0 issue \"a\" \"b\"")]
    [InlineData("CAA", "0 issue")]
    [InlineData("SOA", "ns1 hostmaster 1 2 3 4")]
    [InlineData("SOA", "ns1.example.org a.b@example.org 1 2 3 4 5")]
    [InlineData("SOA", "ns1.example.org hostmaster.example.org 4294967296 2 3 4 5")]
    [InlineData("TXT", "\"half")]
    [InlineData("TXT", "\"a\" b")]
    [InlineData("TXT", "a\nb")]
    [InlineData("TXT", "a\0b")]
    [InlineData("TXT", "")]
    public void A_bad_content_is_refused_with_the_parameter(string type, string content)
    {
        var refused = RecordContent.Publish("example.org", type, content, 0).Failure.ShouldNotBeNull();

        refused.Kind.ShouldBe(FailureKind.Invalid);
        refused.Message.ShouldStartWith("content: ");
    }

    [Fact]
    public void What_is_too_long_is_refused_with_the_limit()
    {
        RecordContent.Publish("example.org", "TXT", new string('x', 4000), 0).Succeeded.ShouldBeTrue();
        RecordContent.Publish("example.org", "TXT", new string('x', 4001), 0).Failure!.Message.ShouldContain("at most 4000 bytes");
        RecordContent.Publish("example.org", "TXT", new string('x', 1_000_000), 0).Failure!.Message.ShouldContain("16000 characters");
        RecordContent.Publish("example.org", "TXT", new string('ö', 2001), 0).Succeeded.ShouldBeFalse();
    }

    [Fact]
    public void Any_text_is_published_or_refused_and_never_breaks() => Gen.Select(Gen.Int[0, Types.Length - 1].Select(index => Types[index]), Gen.String, Gen.Int[0, 65_535]).Sample((type, content, priority) =>
    {
        var published = RecordContent.Publish("example.org", type, content, priority);
        return !published.TryGet(out var text, out _) || text.All(letter => letter is >= ' ' and < '\x7f');
    });

    [Fact]
    public void A_text_comes_back_from_its_pieces() => Gen.String[1, 900].Where(text => text[0] != '"' && !text.Any(char.IsControl) && !text.Any(char.IsSurrogate)).Sample(text =>
    {
        var pieces = TextContent.Read(TextContent.Publish(text).Value)!;
        return pieces.All(piece => piece.Length <= 255) && System.Text.Encoding.UTF8.GetString([.. pieces.SelectMany(piece => piece)]) == text;
    });

    [Theory]
    [InlineData("\"a\" \"b\"", "\"a\" \"b\"")]
    [InlineData("\"a\"\"b\"", "\"a\" \"b\"")]
    [InlineData("\"\"", "\"\"")]
    [InlineData("\"say \\\"hi\\\"\"", "\"say \\\"hi\\\"\"")]
    [InlineData("\"\\195\\164\"", "\"\\195\\164\"")]
    [InlineData("\"ä\"", "\"\\195\\164\"")]
    [InlineData("back\\slash", "\"back\\\\slash\"")]
    public void Quotes_are_the_customers_own_when_he_gives_them(string content, string published) => TextContent.Publish(content).Value.ShouldBe(published);
}
