using System.Text.Json;
using Shouldly;
using Slipway.Orders;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests;

public sealed class SecretTests
{
    private const string Clear = "Very-Secret-1";

    private readonly Secret _secret = new(Clear);

    [Fact]
    public void It_prints_as_stars_alone_and_inside_a_record()
    {
        var order = Business.AnOrder() with { RootPassword = _secret, PostInstallScript = _secret };

        _secret.ToString().ShouldBe("***");
        $"{_secret}".ShouldBe("***");
        order.ToString().ShouldContain("RootPassword = ***");
        order.ToString().ShouldNotContain(Clear);
    }

    [Fact]
    public void It_refuses_to_be_serialised()
    {
        Should.Throw<NotSupportedException>(() => JsonSerializer.Serialize(_secret));
        Should.Throw<NotSupportedException>(() => JsonSerializer.Serialize(new { _secret }));
        Should.Throw<NotSupportedException>(() => JsonSerializer.Serialize<object>(Business.AnOrder() with { RootPassword = _secret }));
        Should.Throw<NotSupportedException>(() => JsonSerializer.Deserialize<Secret>("\"text\""));
    }

    [Fact]
    public void A_refused_password_is_not_told_again()
    {
        var refused = RootPassword.Check(new Secret("short1A")).ShouldNotBeNull();

        refused.ToString().ShouldNotContain("short1A");
        JsonSerializer.Serialize(refused).ShouldNotContain("short1A");
    }

    [Fact]
    public void It_is_revealed_to_who_asks_for_it() => _secret.Reveal().ShouldBe(Clear);
}
