using CsCheck;
using Shouldly;
using Slipway.Orders;
using Xunit;

namespace Slipway.Tests.Orders;

public sealed class RootPasswordTests
{
    [Theory]
    [InlineData("Abcd1234")]
    [InlineData("Abcd1234%-_+")]
    [InlineData("aB3456789012345678901234567890")]
    public void A_good_one_is_taken(string password) => RootPassword.Check(new Secret(password)).ShouldBeNull();

    [Theory]
    [InlineData(null, "root_pass is required")]
    [InlineData("", "root_pass is required")]
    [InlineData("Abc1234", "8 to 30 characters are allowed")]
    [InlineData("aB34567890123456789012345678901", "8 to 30 characters are allowed")]
    [InlineData("abcd1234", "an upper-case letter is missing")]
    [InlineData("ABCD1234", "a lower-case letter is missing")]
    [InlineData("Abcdefgh", "a digit is missing")]
    [InlineData("Abcd 1234", "only letters, digits and % - _ + are allowed")]
    [InlineData("Abcd1234$", "only letters, digits and % - _ + are allowed")]
    [InlineData("Äbcd1234", "only letters, digits and % - _ + are allowed")]
    [InlineData("-Abcd1234", "it must not begin with one of % - _ +")]
    public void A_bad_one_is_refused_with_the_reason(string? password, string reason)
    {
        var refused = RootPassword.Check(password is null ? null : new Secret(password)).ShouldNotBeNull();

        refused.Message.ShouldBe($"Invalid root password: {reason}");
        refused.Facts.ShouldBe(new PasswordFacts(reason));
    }

    [Fact]
    public void What_is_taken_is_safe_in_a_shell_and_in_yaml() => Gen.String[Gen.Char[' ', '~'], 0, 35].Sample(
        text =>
        {
            if (RootPassword.Check(new Secret(text)) is null)
            {
                text.ShouldMatch("^[A-Za-z0-9][A-Za-z0-9%_+-]{7,29}$");
            }
        },
        iter: 20_000);
}
