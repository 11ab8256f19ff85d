using Shouldly;
using Slipway.Invapi.Wire;
using Xunit;

namespace Slipway.Tests.Invapi;

/// <summary>Quirk Q-041.</summary>
public sealed class HarmlessWordsTests
{
    [Theory]
    [InlineData("0 errors, nothing FAILED", "0 er-rors, nothing FA-ILED")]
    [InlineData("canceled cancelled cancel_request aborted rejected failure", "ca-nceled ca-ncelled ca-ncel_request ab-orted re-jected fa-ilure")]
    [InlineData("all is well", "all is well")]
    public void Words_that_end_a_clients_patience_get_a_hyphen(string text, string harmless) => AsyncScope.Harmless(text).ShouldBe(harmless);

    [Fact]
    public void None_is_left()
    {
        var harmless = AsyncScope.Harmless(string.Concat(AsyncScope.FailureWords));

        AsyncScope.FailureWords.ShouldAllBe(word => !harmless.Contains(word, StringComparison.OrdinalIgnoreCase));
    }
}
