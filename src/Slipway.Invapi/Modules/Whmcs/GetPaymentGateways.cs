using System.Net;
using Slipway.Billing;
using Slipway.Billing.Gateways;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Whmcs;

/// <summary>
/// The ways in which an open invoice can be paid. With our own <c>gateway</c> it begins a payment in that way, and a way that has
/// a page answers its address under <c>url</c> and <c>redirect</c>.
/// </summary>
internal sealed class GetPaymentGateways(Payments payments) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var id = call.Form.RequiredId("invoice_id");
        var gateway = call.Form.Text("gateway")?.Trim().ToLowerInvariant();
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        var invoice = new InvoiceId(id!.Value);
        if (!(await payments.WaysAsync(call.Caller, invoice, cancellationToken)).TryGet(out var ways, out var failure))
        {
            return WireReply.Refused(failure);
        }

        if (gateway is null)
        {
            return WireReply.Ok(("invoiceid", invoice.Value), ("call", string.Concat(ways.Select(Html))), ("gateways", ways.Select(GatewayShape.From).ToArray()));
        }

        if (ways.FirstOrDefault(way => way.Name == gateway) is not { } chosen)
        {
            return WireReply.Refused(new Failure(
                FailureKind.Invalid, WireFailures.NoSuchGateway, ways.Count == 0
                    ? "gateway: this invoice can be paid from the credit balance only (whmcs/apply_credit)"
                    : $"gateway: this invoice can be paid with {string.Join(", ", ways.Select(way => way.Name))}"));
        }

        return (await payments.StartAsync(call.Caller, invoice, gateway, cancellationToken)).TryGet(out var started, out var refused)
            ? WireReply.Ok(
                ("invoiceid", invoice.Value), ("gateway", chosen.Name), ("reference", started.Reference), ("redirect", Page(started.Url)), ("url", Page(started.Url)),
                ("call", Page(started.Url) is { } page ? $"<a href=\"{Encoded(page)}\" rel=\"noopener\">{Encoded(chosen.Title)}</a>" : Html(chosen with { Instructions = started.Instructions })),
                ("gateways", new[] { GatewayShape.From(chosen with { Instructions = started.Instructions }) }))
            : WireReply.Refused(refused);
    }

    // Quirk Q-018: HTML inside JSON. Whoever shows it trusts it, so every text in it is encoded.
    private static string Html(PaymentWay way) =>
        $"<section><h3>{Encoded(way.Title)}</h3>{(way.Instructions.Count > 0 ? string.Concat(way.Instructions.Select(line => $"<p>{Encoded(line)}</p>")) : $"<p>whmcs/getpaymentgw, gateway={Encoded(way.Name)}</p>")}</section>";

    /// <summary>Only what a browser opens as a page.</summary>
    private static string? Page(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https" ? url : null;

    private static string Encoded(string text) => WebUtility.HtmlEncode(text);

    /// <param name="Instructions">What the customer does himself; empty when the payment has to be started to get its page.</param>
    private sealed record GatewayShape(string Name, string Title, string[] Instructions)
    {
        public static GatewayShape From(PaymentWay way) => new(way.Name, way.Title, [.. way.Instructions]);
    }
}
