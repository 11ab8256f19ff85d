using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Slipway.Billing.Gateways;

/// <summary>
/// What the provider writes, as far as it matters here. A chargeback counts when it is closed and lost: until then the provider
/// holds the money back, but whose it is stays open, and counting it twice would need facts that can be taken back.
/// </summary>
internal static partial class CardEvents
{
    // More than anybody pays, and far from what a number in the database can hold.
    private const long MostCents = 100_000_000_000;

    /// <summary>Null when the event does not concern payments of ours. Its signature is proven already.</summary>
    public static Result<GatewayEvent?> Read(string gateway, ReadOnlyMemory<byte> body)
    {
        try
        {
            var told = JsonSerializer.Deserialize<Envelope>(body.Span);
            return told?.Type is not { Length: > 0 } type ? GatewayFailures.Unreadable("it has no type")
                : type.StartsWith("checkout.session.", StringComparison.Ordinal) ? OfSession(gateway, type["checkout.session.".Length..], told)
                : type == "charge.refunded" ? OfRefund(gateway, told)
                : type == "charge.dispute.closed" ? OfDispute(gateway, told)
                : Ignored;
        }
        catch (JsonException broken)
        {
            return GatewayFailures.Unreadable($"not the JSON of an event at {broken.Path ?? "its beginning"}");
        }
    }

    /// <summary>Null when the answer is no session that could be paid.</summary>
    public static BegunPayment? ReadSession(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize<Session>(body) is { Id: { } id, Url: { } url } && IsName(id) && Uri.TryCreate(url, UriKind.Absolute, out var page) && page.Scheme is "https" or "http"
                ? new BegunPayment(id, url)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Type and code of a refusal, for the log.</summary>
    public static string ReadError(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize<Refusal>(body)?.Error is { } error ? $"{Short(error.Type)}/{Short(error.Code)} {Short(error.Param)}".TrimEnd() : "no error object";
        }
        catch (JsonException)
        {
            return "not JSON";
        }
    }

    private static Result<GatewayEvent?> Ignored => (GatewayEvent?)null;

    private static Result<GatewayEvent?> OfSession(string gateway, string what, Envelope told)
    {
        if (what is not ("completed" or "async_payment_succeeded" or "async_payment_failed" or "expired"))
        {
            return Ignored;
        }

        var session = told.Object<Session>();
        if (session?.Metadata?.ContainsKey("invoice") != true)
        {
            // The account at the provider sells other things, too.
            return Ignored;
        }

        if (!IsName(session.Id) || (session.PaymentIntent is not null && !IsName(session.PaymentIntent)))
        {
            return GatewayFailures.Unreadable("the session has no id");
        }

        var heard = new GatewayEvent(gateway, session.Id, PaymentFacts.None) { OtherReference = session.PaymentIntent };
        return what switch
        {
            "expired" => heard with { Facts = PaymentFacts.Expired },
            "async_payment_failed" => heard with { Facts = PaymentFacts.Completed | PaymentFacts.Failed },
            "completed" when session.PaymentStatus == "unpaid" => heard with { Facts = PaymentFacts.Completed },
            // Nothing was asked, so nothing was paid.
            "completed" when session.PaymentStatus != "paid" => Ignored,
            _ => Amount(session.AmountTotal, session.Currency) is { } paid
                ? heard with { Facts = PaymentFacts.Completed | PaymentFacts.Paid, Paid = paid }
                : GatewayFailures.Unreadable("amount_total and currency are no amount of money"),
        };
    }

    private static Result<GatewayEvent?> OfRefund(string gateway, Envelope told)
    {
        var charge = told.Object<Charge>();
        return charge?.PaymentIntent is not { } payment ? Ignored
            : !IsName(payment) ? GatewayFailures.Unreadable("payment_intent is no id")
            // Cumulative: all that went back so far.
            : Amount(charge.AmountRefunded, charge.Currency) is { } returned ? new GatewayEvent(gateway, payment, PaymentFacts.None) { Returned = returned }
            : GatewayFailures.Unreadable("amount_refunded and currency are no amount of money");
    }

    private static Result<GatewayEvent?> OfDispute(string gateway, Envelope told)
    {
        var dispute = told.Object<Dispute>();
        return dispute?.PaymentIntent is not { } payment || dispute.Status != "lost" ? Ignored
            : !IsName(payment) || !IsName(dispute.Id) ? GatewayFailures.Unreadable("the dispute has no ids")
            : Amount(dispute.Amount, dispute.Currency) is { } lost ? new GatewayEvent(gateway, payment, PaymentFacts.None) { Part = dispute.Id, Returned = lost }
            : GatewayFailures.Unreadable("amount and currency are no amount of money");
    }

    /// <summary>Null when it is none. A currency without cents has another meaning of the number; it differs from the payment's and is refused there.</summary>
    private static Money? Amount(long? cents, string? currency) =>
        cents is >= 0 and <= MostCents && currency is { Length: 3 } && currency.All(char.IsAsciiLetter) ? new Money(cents.Value / 100m, new Currency(currency.ToUpperInvariant())) : null;

    private static bool IsName([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] string? text) => text is not null && Name().IsMatch(text);

    private static string Short(string? text) => text is { Length: <= 60 } && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '[' or ']') ? text : "-";

    [GeneratedRegex("^[A-Za-z0-9_]{1,255}$")]
    private static partial Regex Name();

    private sealed record Envelope([property: JsonPropertyName("type")] string? Type, [property: JsonPropertyName("data")] Envelope.Content? Data)
    {
        public T? Object<T>()
            where T : class => Data?.Object.ValueKind == JsonValueKind.Object ? Data.Object.Deserialize<T>() : null;

        internal sealed record Content([property: JsonPropertyName("object")] JsonElement Object);
    }

    private sealed record Session(
        [property: JsonPropertyName("id")] string? Id,
        [property: JsonPropertyName("url")] string? Url,
        [property: JsonPropertyName("payment_intent")] string? PaymentIntent,
        [property: JsonPropertyName("payment_status")] string? PaymentStatus,
        [property: JsonPropertyName("amount_total")] long? AmountTotal,
        [property: JsonPropertyName("currency")] string? Currency,
        [property: JsonPropertyName("metadata")] Dictionary<string, JsonElement>? Metadata);

    private sealed record Charge(
        [property: JsonPropertyName("payment_intent")] string? PaymentIntent,
        [property: JsonPropertyName("amount_refunded")] long? AmountRefunded,
        [property: JsonPropertyName("currency")] string? Currency);

    private sealed record Dispute(
        [property: JsonPropertyName("id")] string? Id,
        [property: JsonPropertyName("payment_intent")] string? PaymentIntent,
        [property: JsonPropertyName("amount")] long? Amount,
        [property: JsonPropertyName("currency")] string? Currency,
        [property: JsonPropertyName("status")] string? Status);

    private sealed record Refusal([property: JsonPropertyName("error")] Refusal.Body? Error)
    {
        internal sealed record Body(
            [property: JsonPropertyName("type")] string? Type, [property: JsonPropertyName("code")] string? Code, [property: JsonPropertyName("param")] string? Param);
    }
}
