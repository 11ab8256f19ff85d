using Microsoft.Extensions.Configuration;
using Shouldly;
using Slipway.Dns;
using Xunit;

namespace Slipway.Tests.Dns;

public sealed class DnsOptionsTests
{
    [Fact]
    public void Without_a_server_nothing_is_wrong_and_nothing_offered()
    {
        var options = Options(("Dns:MostZones", "0"));

        options.IsOffered.ShouldBeFalse();
        options.Mistakes().ShouldBeEmpty();
    }

    [Fact]
    public void A_complete_set_up_has_no_mistake() => Options(Good()).Mistakes().ShouldBeEmpty();

    [Theory]
    [InlineData("Dns:PowerDns:Url", "ftp://127.0.0.1")]
    [InlineData("Dns:PowerDns:ApiKey", "")]
    [InlineData("Dns:PowerDns:ApiKeyFile", "/nonexistent/key")]
    [InlineData("Dns:PowerDns:Timeout", "00:01:00")]
    [InlineData("Dns:Nameservers:0", "no name")]
    [InlineData("Dns:Hostmaster", "first.last@example.net")]
    [InlineData("Dns:Hostmaster", "")]
    [InlineData("Dns:ReverseZones:0", "example.org")]
    [InlineData("Dns:MostZones", "0")]
    [InlineData("Dns:MostRecords", "9")]
    public void A_wrong_value_is_named(string setting, string value) =>
        Options([.. Good(), (setting, value)]).Mistakes().ShouldContain(mistake => mistake.StartsWith(setting.Replace(":0", "", StringComparison.Ordinal).Replace("ApiKeyFile", "ApiKey", StringComparison.Ordinal), StringComparison.Ordinal)
            || (setting.EndsWith("ApiKey", StringComparison.Ordinal) && mistake.StartsWith("Dns:PowerDns:ApiKey", StringComparison.Ordinal)));

    [Fact]
    public void The_key_comes_from_its_file_without_the_last_line_break()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "secret\n");
        var options = Options([.. Good().Where(setting => setting.Item1 != "Dns:PowerDns:ApiKey"), ("Dns:PowerDns:ApiKeyFile", file)]);

        options.Mistakes().ShouldBeEmpty();
        options.PowerDns.Key().Reveal().ShouldBe("secret");
        File.Delete(file);
    }

    private static (string, string?)[] Good() =>
        [("Dns:PowerDns:Url", "http://127.0.0.1:8081"), ("Dns:PowerDns:ApiKey", "k"), ("Dns:Nameservers:0", "ns1.example.net"), ("Dns:Hostmaster", "hostmaster@example.net")];

    private static DnsOptions Options(params (string, string?)[] settings) => DnsOptions.From(
        new ConfigurationBuilder().AddInMemoryCollection(settings.GroupBy(setting => setting.Item1).Select(same => KeyValuePair.Create(same.Key, same.Last().Item2))).Build().GetSection("Dns"));
}
