using System.Globalization;
using System.Net;
using System.Net.Http;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Slipway.Billing.Gateways;

/// <summary>
/// The protocol of Stripe Checkout: a session is made at the provider, the customer pays on its page, and signed events tell
/// how it went (<see cref="CardEvents"/>). No card number ever comes near this software.
/// </summary>
internal sealed partial class CardCheckout(IHttpClientFactory clients, GatewayOptions options, TimeProvider clock, ILogger<CardCheckout> log) : IPaymentGateway
{
    public const string GatewayName = "card";
    public const string ClientName = "card-checkout";

    /// <summary>The provider's answers keep the form of this version.</summary>
    public const string ApiVersion = "2024-06-20";

    private const int Tries = 3;
    private const decimal Smallest = 0.50m;
    private const decimal Largest = 999_999.99m;

    // Nobody is sent to a page that closes while he looks for his card.
    private static readonly TimeSpan LastMinutes = TimeSpan.FromMinutes(15);

    public string Name => GatewayName;

    public string Title => "Card";

    public Failure? MayPay(Money amount) =>
        options.Card.SecretKey.Length == 0 ? GatewayFailures.NotOffered(Name)
        // Others may have no cents, or a thousand of them.
        : amount.Currency != Currency.Eur && amount.Currency != Currency.Usd ? GatewayFailures.CurrencyNotTaken(Name, amount.Currency)
        : amount.Amount is < Smallest or > Largest ? GatewayFailures.AmountNotTaken(Name, amount with { Amount = Smallest }, amount with { Amount = Largest })
        : null;

    public IReadOnlyList<string> Instructions(InvoiceId invoice, Money amount) => [];

    public bool IsAlive(Payment payment, Money open, DateTimeOffset now) =>
        payment.Facts == PaymentFacts.None && payment.Asked == open && now < ExpiresAt(payment.CreatedAt) - LastMinutes;

    public async Task<Result<BegunPayment>> BeginAsync(PaymentRequest request, CancellationToken cancellationToken)
    {
        var form = Form(request);
        var key = KeyOf(form, request.Attempt);
        using var client = clients.CreateClient(ClientName);
        for (var attempt = 1; attempt <= Tries; attempt++)
        {
            if (attempt > 1)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200 * attempt), clock, cancellationToken);
            }

            try
            {
                using var message = Message(form, key);
                using var answer = await client.SendAsync(message, cancellationToken);
                var body = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
                if (answer.IsSuccessStatusCode && CardEvents.ReadSession(body) is { } begun)
                {
                    return begun;
                }

                LogRefused((int)answer.StatusCode, CardEvents.ReadError(body), RequestIdOf(answer));
                if ((int)answer.StatusCode >= 500)
                {
                    // The provider repeats a broken answer under the same key for a day. A second session does no harm: nobody knows the
                    // page of the first.
                    key = $"{key}-{attempt}";
                }
                else if (answer.StatusCode is not (HttpStatusCode.Conflict or HttpStatusCode.TooManyRequests))
                {
                    break;
                }
            }
            catch (HttpRequestException unreachable)
            {
                LogUnreachable(unreachable.HttpRequestError.ToString());
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // The customer is waiting: one time of silence is enough.
                LogUnreachable("it took too long");
                break;
            }
        }

        return GatewayFailures.Away(Name);
    }

    public Result<GatewayEvent?> Read(GatewayNotice notice) =>
        CardSignature.IsGenuine(notice.Header(CardSignature.Header), notice.Body.Span, options.Card.WebhookSecrets, clock.GetUtcNow())
            ? CardEvents.Read(Name, notice.Body)
            : GatewayFailures.BadSignature;

    /// <summary>
    /// Sessions live 24 hours at most. By the full hour, so that the same request within an hour is the same to the letter: then the
    /// provider gives the session that it made for a daemon that died before storing it.
    /// </summary>
    internal static DateTimeOffset ExpiresAt(DateTimeOffset begun) => new DateTimeOffset(begun.UtcDateTime.Date, TimeSpan.Zero).AddHours(begun.UtcDateTime.Hour + 23);

    private List<KeyValuePair<string, string>> Form(PaymentRequest request)
    {
        var invoice = request.Invoice.Id.ToString();
        List<KeyValuePair<string, string>> form =
        [
            new("mode", "payment"),
            new("line_items[0][price_data][currency]", request.Amount.Currency.Code.ToLowerInvariant()),
            new("line_items[0][price_data][unit_amount]", decimal.ToInt64(request.Amount.Amount * 100).ToString(CultureInfo.InvariantCulture)),
            new("line_items[0][price_data][product_data][name]", $"Invoice {invoice}"),
            new("line_items[0][quantity]", "1"),
            new("success_url", options.Card.SuccessUrl.Replace("{INVOICE}", invoice, StringComparison.Ordinal)),
            new("cancel_url", options.Card.CancelUrl.Replace("{INVOICE}", invoice, StringComparison.Ordinal)),
            new("client_reference_id", invoice),
            new("metadata[invoice]", invoice),
            new("payment_intent_data[metadata][invoice]", invoice),
            new("expires_at", ExpiresAt(request.At).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
        ];
        if (request.Invoice.BillTo.Email.Length > 0)
        {
            form.Add(new("customer_email", request.Invoice.BillTo.Email));
        }

        return form;
    }

    /// <summary>One key for one set of parameters, because the provider refuses a known key with others.</summary>
    private static string KeyOf(List<KeyValuePair<string, string>> form, int attempt)
    {
        var text = string.Join('\n', form.Select(field => $"{field.Key}={field.Value}"));
        return string.Create(CultureInfo.InvariantCulture, $"slipway-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}-{attempt}");
    }

    private HttpRequestMessage Message(List<KeyValuePair<string, string>> form, string key)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, new Uri(new Uri(options.Card.ApiBase.TrimEnd('/') + "/"), "v1/checkout/sessions")) { Content = new FormUrlEncodedContent(form) };
        message.Headers.Authorization = new("Bearer", options.Card.SecretKey);
        message.Headers.Add("Stripe-Version", ApiVersion);
        message.Headers.Add("Idempotency-Key", key);
        return message;
    }

    private static string RequestIdOf(HttpResponseMessage answer) => answer.Headers.TryGetValues("Request-Id", out var values) ? string.Join(',', values) : "none";

    // The provider's own message may repeat parts of the key, so only its codes are told.
    [LoggerMessage(Level = LogLevel.Error, Message = "the card gateway refused to make a session: status {Status}, {Error}, request {RequestId}")]
    private partial void LogRefused(int status, string error, string requestId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "the card gateway does not answer: {Reason}")]
    private partial void LogUnreachable(string reason);
}
