using System.Net;
using Shouldly;
using Slipway.Drivers.Qemu;
using Slipway.Machines;
using Xunit;

namespace Slipway.Tests.Drivers;

public sealed class UserNetworkTests
{
    [Theory]
    [InlineData("203.0.113.77", 24, "203.0.113.1", "net=203.0.113.0/24,host=203.0.113.1,dhcpstart=203.0.113.77,dns=203.0.113.2")]
    [InlineData("203.0.113.2", 24, "203.0.113.1", "net=203.0.113.0/24,host=203.0.113.1,dhcpstart=203.0.113.2,dns=203.0.113.3")]
    [InlineData("203.0.113.1", 24, "203.0.113.254", "net=203.0.113.0/24,host=203.0.113.254,dhcpstart=203.0.113.1,dns=203.0.113.2")]
    [InlineData("203.0.113.6", 30, "203.0.113.5", "net=203.0.113.0/29,host=203.0.113.5,dhcpstart=203.0.113.6,dns=203.0.113.1")]
    [InlineData("203.0.113.9", 32, "203.0.112.1", "net=203.0.112.0/23,host=203.0.112.1,dhcpstart=203.0.113.9,dns=203.0.112.2")]
    [InlineData("10.66.0.10", 16, "10.66.0.1", "net=10.66.0.0/16,host=10.66.0.1,dhcpstart=10.66.0.10,dns=10.66.0.2")]
    public void The_network_is_laid_around_the_address(string ip, int prefix, string gateway, string expected) =>
        UserNetwork.For(new MachineAddress(ip, prefix, gateway, "52:54:00:00:00:01")).Value.ToOption().ShouldBe(expected);

    [Theory]
    [InlineData("2001:db8::1", 64, "2001:db8::2")]
    [InlineData("203.0.113.7", 24, "203.0.113.7")]
    [InlineData("203.0.113.7,hostfwd=tcp::1-:1", 24, "203.0.113.1")]
    [InlineData("", 24, "203.0.113.1")]
    [InlineData("203.0.113.7", 0, "203.0.113.1")]
    public void What_is_no_address_is_refused(string ip, int prefix, string gateway) =>
        UserNetwork.For(new MachineAddress(ip, prefix, gateway, "52:54:00:00:00:01")).Failure!.Kind.ShouldBe(FailureKind.Invalid);

    [Fact]
    public void Machine_gateway_and_name_server_never_share_an_address()
    {
        var random = new Random(20261124);
        for (var round = 0; round < 2000; round++)
        {
            var ip = new IPAddress(random.Next(1, 0x7fffffff)).ToString();
            var gateway = new IPAddress(random.Next(1, 0x7fffffff)).ToString();
            if (UserNetwork.For(new MachineAddress(ip, random.Next(4, 33), gateway, "")).TryGet(out var network, out _))
            {
                new[] { network.Ip, network.Gateway, network.Dns }.Distinct().Count().ShouldBe(3);
            }
        }
    }
}
