using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Slipway.Billing.Gateways;
using Slipway.Testing;

namespace Slipway.Conformance.Gateways;

public sealed class CardCheckoutSuite : GatewaySuite
{
    private readonly ConcurrentDictionary<string, string> _told = new(StringComparer.Ordinal);
    private CardStandIn _provider = null!;

    protected override string Gateway => "card";

    protected override IReadOnlyList<(string Name, string? Value)> Settings => _provider.Settings();

    protected override async Task StartProviderAsync() => _provider = await CardStandIn.StartAsync();

    protected override ValueTask StopProviderAsync() => _provider.DisposeAsync();

    protected override async Task<Failure?> TellPaidAsync(PaymentStart payment, Money amount, string words)
    {
        // The page takes what the session asks; another amount is only told.
        var body = _told.GetOrAdd(words, _ =>
        {
            var told = JsonNode.Parse(_provider.Pay(payment.Reference))!;
            var session = told["data"]!["object"]!;
            session["amount_total"] = decimal.ToInt64(amount.Amount * 100);
            session["currency"] = amount.Currency.Code.ToLowerInvariant();
            return told.ToJsonString();
        });
        return (await Payments.HearAsync(Gateway, new GatewayNotice(Encoding.UTF8.GetBytes(body), _ => CardStandIn.Sign(body, Business.Clock.GetUtcNow())), Token)).Failure;
    }
}
