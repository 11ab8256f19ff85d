using Shouldly;
using Slipway.Orders;
using Xunit;

namespace Slipway.Tests.Orders;

public sealed class SshPublicKeyTests
{
    private const string Blob = "AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl";

    [Theory]
    [InlineData($"ssh-ed25519 {Blob}")]
    [InlineData($"ssh-ed25519 {Blob} eva@example.org")]
    [InlineData($"  ssh-ed25519 {Blob} a name with spaces \n")]
    public void A_key_in_one_line_is_taken(string key) => SshPublicKey.Check(key).Value.ShouldBe(key.Trim());

    [Theory]
    [InlineData("")]
    [InlineData("ssh-ed25519")]
    [InlineData("ssh-ed25519 not-base64!")]
    [InlineData($"ssh-rsa {Blob}")]
    [InlineData($"ssh-dss {Blob}")]
    [InlineData($"ssh-ed25519 {Blob}\nssh-ed25519 {Blob}")]
    [InlineData("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5")]
    [InlineData("-----BEGIN OPENSSH PRIVATE KEY-----")]
    [InlineData($"command=\"reboot\" ssh-ed25519 {Blob}")]
    public void Anything_else_is_refused_with_the_parameter(string key)
    {
        var refused = SshPublicKey.Check(key).Failure.ShouldNotBeNull();

        refused.Code.ShouldBe("orders.parameter-invalid");
        refused.Message.ShouldStartWith("ssh_key: give one OpenSSH public key in one line");
    }
}
