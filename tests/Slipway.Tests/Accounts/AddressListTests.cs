using System.Net;
using Shouldly;
using Slipway.Accounts;
using Xunit;

namespace Slipway.Tests.Accounts;

public sealed class AddressListTests
{
    [Theory]
    [InlineData("", "192.0.2.1", true)]
    [InlineData(" ", null, true)]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("192.0.2.1", null, false)]
    [InlineData("198.51.100.7, 192.0.2.0/24", "192.0.2.200", true)]
    [InlineData("192.0.2.0/24", "192.0.3.1", false)]
    [InlineData("192.0.2.0/24", "::ffff:192.0.2.9", true)]
    [InlineData("2001:db8::/32", "2001:db8::1", true)]
    [InlineData("nonsense, 192.0.2.0/99", "192.0.2.1", false)]
    public void A_key_is_taken_from_its_addresses(string list, string? peer, bool allowed) =>
        AddressList.Allows(list, peer is null ? null : IPAddress.Parse(peer)).ShouldBe(allowed);
}
