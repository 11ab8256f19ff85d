using System.Text;
using CsCheck;
using Shouldly;
using Slipway.Billing.Gateways;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Billing.Gateways;

public sealed class GatewayTextTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 31, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_reference_is_read_as_it_was_given_however_it_is_written()
    {
        BankReference.Of(new InvoiceId(60412)).ShouldBe("SW-60412-58");
        Gen.Int[1, int.MaxValue].Sample(id =>
        {
            var reference = BankReference.Of(new InvoiceId(id));
            BankReference.Read(reference).ShouldBe(new InvoiceId(id));
            BankReference.Read($" {reference.ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal)}.").ShouldBe(new InvoiceId(id));
        });
    }

    [Fact]
    public void One_wrong_digit_and_two_swapped_ones_are_found() => Gen.Select(Gen.Int[1, 99_999_999], Gen.Int[0, 9], Gen.Int[1, 9]).Sample((id, at, by) =>
    {
        var digits = BankReference.Of(new InvoiceId(id))[3..].Replace("-", "", StringComparison.Ordinal).ToCharArray();
        var place = at % digits.Length;
        var wrong = (char[])digits.Clone();
        wrong[place] = (char)('0' + ((wrong[place] - '0' + by) % 10));
        BankReference.Read("SW" + new string(wrong)).ShouldBeNull();
        var next = (place + 1) % digits.Length;
        if (next > place && digits[place] != digits[next])
        {
            (digits[place], digits[next]) = (digits[next], digits[place]);
            BankReference.Read("SW" + new string(digits)).ShouldBeNull();
        }
    });

    [Theory]
    [InlineData("")]
    [InlineData("SW")]
    [InlineData("SW-1")]
    [InlineData("60412-58")]
    [InlineData("XX-60412-58")]
    [InlineData("SW-60412-58-1")]
    [InlineData("SW-99999999999999999999-58")]
    public void What_is_no_reference_is_not_read(string text) => BankReference.Read(text).ShouldBeNull();

    [Fact]
    public void A_signature_holds_while_a_secret_is_replaced_and_five_minutes_both_ways()
    {
        const string Body = "{\"type\":\"x\"}";
        var old = CardStandIn.Sign(Body, Now, "old");
        var both = $"{old},{CardStandIn.Sign(Body, Now, "new")[(old.IndexOf(',', StringComparison.Ordinal) + 1)..]}";

        Genuine(old, ["old"]).ShouldBeTrue();
        Genuine(both, ["new"]).ShouldBeTrue();
        Genuine(old, ["new", "old"]).ShouldBeTrue();
        Genuine(old, ["new"]).ShouldBeFalse();
        Genuine(old, []).ShouldBeFalse();
        Genuine(CardStandIn.Sign(Body, Now, ""), [""]).ShouldBeFalse("an empty secret is none");
        Genuine(old + ",t=1", ["old"]).ShouldBeFalse();
        Genuine(old, ["old"], Now.AddMinutes(5)).ShouldBeTrue();
        Genuine(old, ["old"], Now.AddMinutes(-5)).ShouldBeTrue();
        Genuine(old, ["old"], Now.AddMinutes(5).AddSeconds(1)).ShouldBeFalse();
        Genuine(old, ["old"], Now.AddMinutes(-5).AddSeconds(-1)).ShouldBeFalse();

        static bool Genuine(string header, string[] secrets, DateTimeOffset? now = null) => CardSignature.IsGenuine(header, Encoding.UTF8.GetBytes(Body), secrets, now ?? Now);
    }

    [Fact]
    public void A_session_lives_less_than_a_day_and_by_the_hour()
    {
        CardCheckout.ExpiresAt(Now.AddMinutes(59)).ShouldBe(Now.AddHours(23));
        CardCheckout.ExpiresAt(Now.AddMinutes(60)).ShouldBe(Now.AddHours(24));
    }

    [Fact]
    public void Each_wrong_setting_is_named()
    {
        new GatewayOptions().Mistakes().ShouldBeEmpty();
        new GatewayOptions { BankTransfer = new() { Holder = "Example B.V.", Iban = "NL91 ABNA 0417 1643 00" } }.Mistakes().ShouldBeEmpty();
        new GatewayOptions { BankTransfer = new() { Iban = "NL91ABNA0417164301" } }.Mistakes().Select(mistake => mistake.Split(' ')[0]).ShouldBe(["Billing:BankTransfer:Iban", "Billing:BankTransfer:Holder"]);
        var card = new GatewayOptions { Card = new() { SecretKey = "sk_hidden", ApiBase = "http://api.example.net", SuccessUrl = "here" } }.Mistakes().ToList();
        card.Select(mistake => mistake.Split(' ')[0]).ShouldBe(["Billing:Card:ApiBase", "Billing:Card:WebhookSecrets", "Billing:Card:SuccessUrl", "Billing:Card:CancelUrl"]);
        card.ShouldAllBe(mistake => !mistake.Contains("hidden", StringComparison.Ordinal));
    }
}
