using Shouldly;
using Slipway.Accounts;
using Xunit;

namespace Slipway.Tests.Accounts;

public sealed class SshPublicKeyTests
{
    private const string Blob = "AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl";

    [Theory]
    [InlineData($"ssh-ed25519 {Blob}")]
    [InlineData($"ssh-ed25519 {Blob} eva@example.org")]
    [InlineData($"  ssh-ed25519 {Blob} a name with spaces \n")]
    public void A_key_in_one_line_is_taken_as_it_is(string key) => SshPublicKey.Read("key", key).Value.Line.ShouldBe(key.Trim());

    [Fact]
    public void The_fingerprint_is_that_of_ssh_keygen() =>
        // ssh-keygen -lf of this key.
        SshPublicKey.Read("key", $"ssh-ed25519 {Blob} eva").Value.Fingerprint.ShouldBe("SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU");

    [Theory]
    [MemberData(nameof(Good))]
    public void Keys_of_ssh_keygen_are_taken(string key) => SshPublicKey.Read("key", key).Failure.ShouldBeNull();

    public static TheoryData<string> Good =>
    [
        "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBMhJDfCRoXT/UrH3dsCkYvfWoGeAgiI8FntsSqMW2pQLt92At28q9hITeemlUYCOUGJu8R6O6rmdhPOcpXVmSwI= ecdsa-256",
        "ecdsa-sha2-nistp384 AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBFDuIxRpgTHCQuCwIgE4rPeRfSyxiRjEwcRWOZvSM68B0Wxfedp68b7gy5Qilq7kpJWjsNtHWBbKLnvlH5Cbks1OmtJC1sKSUgomkZ2RgfpTUEws/GvPHv+Ic5cppj4Gbw== ecdsa-384",
        "ecdsa-sha2-nistp521 AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFBAANCJljiJsrdh+rzGfTDzoZbrb19otHylQ0uDrpfsJXuDQQRlJdCsGUoIEGHljYrEQNoXpSx/R9HTcLBXT3CVjdOgFSnYh9swdFfbo6PxDMwAmt7I+zbTG6BUYzqjIhtbT0813Nl04tzVGBWS7VbW+xlzL+7ajMmlsQswRY56olA8JkRQ== ecdsa-521",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBET3UrxTIqVjX+hLH6JWE+1qbu4Vj6/BWFlbwLy80LF ed25519-256",
        "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDO6ltqi8xGxCWm+X1ZoQYe2VgDMnnManXzi9NGlIURc6OUXZkH0Nl2L1Y6NNPatC34ohDMYwdB459YNtRLRxYE6Gu7s0SXTK1aFeHNL3r7WH6peyZAj3rRcVED7tHGMqB0PnbI9G7VKss/Nyv20HwHNjGkn//TvWe2TD1wZeh0yZDoXZ/x1FtYgC1SeE04TtvLhOGu/GxhDWtNYQS7+/Ms3q/CUyMZNlHRHhiIVWCfYy8/93rxNZsrZz6nUwTUaE5+JcVAVQ9nh1FSTi7q2tstw/1bjrQXUs1b7uG9DomA1ruC1rO1EI55xZLCSVvI+0wAAIDT4qfaL9RsLzHSJtrb rsa-2048",
        "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQDIAvSmI5848tJg7R0YwkHb6ISq4x0DGzQzm/y459rtsGXXzNy0HVClQFA9RZ06UyQ0lTZxkIzwj6d5eVKItGL6BpCU4NnJ+F+YOsBA7ZlYo0IGJ2lmU5l+in5JC7BRf3TTFiLcyW8kl0VR40JsMG5J7/9m68vh+9CZfSiFZKp90yEsfKGCi6BbLgVF5/bmXaKRjj618iJX+4JMXX0H/n3kXuDMnq5G2Ym+B+dkdft/ELNK+GUiUaz1vGD2Wt/iinOm2opMABXK4/3SKC6x3XfeHyUWZzKtRyH0KQv9BIEeUd8jLBP4s+NL9YrZzOJA33qXIr3Ww22MUTm/qFAAT1XvGSmJZkcENr0akCpsRqStwNL/dv7N024qs2iJBLpg8Qr83Nexo6dySRc3cDfKhcUpGrTjU9amO0jh3vaQo7TF2eA3UVGDiuUVfiem1tHlOBHZwCKyV5ToVAWlAThZRusH918Wf5S/ob9omykOJvcJ6qypL4LM7J5ZtBWgf/vtMnM= rsa-3072",
    ];

    [Theory]
    [InlineData("", "give one OpenSSH public key in one line")]
    [InlineData("ssh-ed25519", "give one OpenSSH public key in one line")]
    [InlineData("ssh-ed25519 not-base64!", "is no base64")]
    [InlineData($"ssh-rsa {Blob}", "is not the material of such a key")]
    [InlineData($"ssh-dss {Blob}", "ssh-dss keys are too weak")]
    [InlineData($"ssh-ed25519 {Blob}\nssh-ed25519 {Blob}", "give one OpenSSH public key in one line")]
    [InlineData("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5", "is not the material of such a key")]
    [InlineData("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0d", "is not the material of such a key")]
    [InlineData("-----BEGIN OPENSSH PRIVATE KEY-----", "never give away")]
    [InlineData($"command=\"reboot\" ssh-ed25519 {Blob}", "give one OpenSSH public key in one line")]
    [InlineData("ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQDVmqj//u5sjz3QT58r3LIXDi7oRjosLuqmWHfdNq+mU4h8PR5CY9kqI+vvA50JCaqu1ERvYicg2mKRNq7MKrfTRIFwluTupidodn1fSxShaEOIrcTTKf1GAiPNEq+WWlzOBXB6YsxL+0q/p/LVFbIICkvEC2JeTpY0OC7aWtkOJw== weak", "an RSA key of 1024 bits is too weak")]
    public void Anything_else_is_refused_with_the_parameter_and_why(string key, string why)
    {
        var refused = SshPublicKey.Read("ssh_key", key).Failure.ShouldNotBeNull();

        refused.Code.ShouldBe("accounts.ssh-key-invalid");
        refused.Message.ShouldStartWith("ssh_key: ");
        refused.Message.ShouldContain(why);
    }
}
