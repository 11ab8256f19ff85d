using Shouldly;
using Slipway.Drivers.Images;
using Xunit;

namespace Slipway.Tests.Drivers.Images;

/// <summary>What gpgv's status lines are taken for. That gpgv really writes them so, the conformance tests show.</summary>
public sealed class SignatureVerdictTests
{
    private const string Ours = "D2EB44626FDDC30B513D5BB71A5D6C4C7DB87C81";
    private const string Others = "4A3CE3CD565D7EB5C810E2B97FF3F408476CF100";
    private const string Subkey = "E53CF5EF91CEB0AD1812ECB851D6647EC21AD6EA";

    [Fact]
    public void A_good_signature_of_the_pinned_key_is_one() => Judge($"NEWSIG\nGOODSIG 1A5D Vendor\n{Valid(Ours, Ours)}").ShouldBeNull();

    [Fact]
    public void A_subkey_counts_as_its_primary_key() => Judge($"GOODSIG 51D6 Vendor\n{Valid(Subkey, Ours)}").ShouldBeNull();

    [Fact]
    public void A_second_signature_nobody_knows_does_no_harm() => Judge($"NEWSIG\nERRSIG 7FF3 1 10 00 1 9 -\nNO_PUBKEY 7FF3F408476CF100\nNEWSIG\nGOODSIG 1A5D Vendor\n{Valid(Ours, Ours)}").ShouldBeNull();

    [Theory]
    [InlineData("", "there is no signature")]
    [InlineData("NODATA 1", "there is no signature")]
    [InlineData("NEWSIG\nBADSIG 1A5D Vendor", "changed")]
    [InlineData("NEWSIG\nERRSIG 7FF3 1 10 00 1 9 -\nNO_PUBKEY 7FF3F408476CF100", "7FF3F408476CF100, expected " + Ours)]
    [InlineData("GOODSIG 7FF3 Stranger\nVALIDSIG " + Others + " 2026-01-01 1 0 4 0 1 10 00 " + Others, Others + ", expected " + Ours)]
    [InlineData("EXPSIG 1A5D Vendor\nVALIDSIG " + Ours + " 2026-01-01 1 0 4 0 1 10 00 " + Ours, "has expired")]
    [InlineData("EXPKEYSIG 1A5D Vendor\nVALIDSIG " + Ours + " 2026-01-01 1 0 4 0 1 10 00 " + Ours, "a key that has expired")]
    [InlineData("REVKEYSIG 1A5D Vendor\nVALIDSIG " + Ours + " 2026-01-01 1 0 4 0 1 10 00 " + Ours, "revoked")]
    public void Everything_else_is_refused_with_its_reason(string status, string because) => Judge(status).ShouldNotBeNull().ShouldContain(because);

    [Fact]
    public void A_good_signature_beside_a_bad_one_is_not_enough() => Judge($"GOODSIG 1A5D Vendor\n{Valid(Ours, Ours)}\nBADSIG 7FF3 Stranger").ShouldNotBeNull();

    [Fact]
    public void A_line_that_only_mentions_a_signature_is_none() => SignatureCheck.Judge($"gpgv: GOODSIG\ngpgv: {Valid(Ours, Ours)}", Ours).ShouldNotBeNull();

    private static string Valid(string key, string primary) => $"VALIDSIG {key} 2026-01-01 1735689600 0 4 0 1 10 00 {primary}";

    private static string? Judge(string lines) => SignatureCheck.Judge(string.Concat(lines.Split('\n').Select(line => $"[GNUPG:] {line}\n")), Ours);
}
