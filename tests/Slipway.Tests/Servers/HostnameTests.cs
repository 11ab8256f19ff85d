using Shouldly;
using Slipway.Servers;
using Xunit;

namespace Slipway.Tests.Servers;

public sealed class HostnameTests
{
    public static TheoryData<string> Bad =>
    [
        "", "-web", "web-", "web_01", "web..org", ".web", "web.", "a b", "wéb", "10.0.0.1", "127", new string('a', 64), string.Join('.', Enumerable.Repeat(new string('a', 63), 4)), "web\n", "web;reboot",
    ];

    [Theory]
    [InlineData("web-01.example.org", "web-01.example.org")]
    [InlineData("WEB.Example.ORG", "web.example.org")]
    [InlineData("a", "a")]
    [InlineData("3com.example", "3com.example")]
    public void A_good_name_is_taken_in_lower_case(string text, string name) => Hostname.Check(text).Value.ShouldBe(name);

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_bad_name_is_refused_with_the_parameter(string text)
    {
        var refused = Hostname.Check(text).Failure.ShouldNotBeNull();

        refused.Code.ShouldBe("servers.hostname-invalid");
        refused.Message.ShouldStartWith("hostname: ");
    }

    [Fact]
    public void The_longest_label_and_the_longest_name_are_taken()
    {
        var name = string.Join('.', Enumerable.Repeat(new string('a', 63), 3)) + "." + new string('b', 61);

        name.Length.ShouldBe(253);
        Hostname.Check(name).Value.ShouldBe(name);
        Hostname.Check(name + "b").Succeeded.ShouldBeFalse();
    }
}
