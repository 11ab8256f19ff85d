using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Slipway.Testing;

/// <summary>
/// A provider of card payments on a loopback port, as Stripe documents Checkout: sessions are made with a form, an idempotency
/// key and a secret key; the customer pays on a page; signed events tell it to an address, again and again until that answers 200.
/// What it does with events can be made worse than it ever is.
/// </summary>
public sealed class CardStandIn : IAsyncDisposable
{
    public const string SecretKey = "sk_test_hidden_4f1c2a9e77";
    public const string SigningSecret = "whsec_hidden_90b7d1e3c5";

    private readonly WebApplication _app;
    private readonly TimeProvider _clock;
    private readonly HttpClient _client = new();
    private readonly ConcurrentDictionary<string, JsonObject> _sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<(string Form, int Status, string Body)>> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _held = new();
    private int _next;

    private CardStandIn(WebApplication app, TimeProvider clock)
    {
        _app = app;
        _clock = clock;
    }

    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>Where events go; null keeps them.</summary>
    public Uri? EventsTo { get; set; }

    /// <summary>How often each event is told after it was taken.</summary>
    public int Repeats { get; set; }

    /// <summary>Before each event.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Every event is lost on its way the first time, and told again.</summary>
    public bool DropFirst { get; set; }

    /// <summary>Events wait for <see cref="ReleaseAsync"/>.</summary>
    public bool Hold { get; set; }

    /// <summary>What the next requests for a session are answered before anything else: a status, or 0 for a connection that breaks after the session was made.</summary>
    public ConcurrentQueue<int> Troubles { get; } = new();

    /// <summary>Requests for a session, with their idempotency keys.</summary>
    public ConcurrentQueue<string> Keys { get; } = new();

    public int SessionsMade => _sessions.Count;

    /// <summary>Statuses with which events were answered.</summary>
    public ConcurrentQueue<int> Answers { get; } = new();

    public static async Task<CardStandIn> StartAsync(TimeProvider? clock = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var provider = new CardStandIn(app, clock ?? TimeProvider.System);
        app.MapPost("/v1/checkout/sessions", (Delegate)provider.MakeSessionAsync);
        app.MapGet("/c/pay/{id}", (string id) => provider._sessions.ContainsKey(id) ? Results.Text("pay, pay-later, turn-back") : Results.NotFound());
        app.MapPost("/c/pay/{id}/{deed}", async (string id, string deed) =>
        {
            await provider.TellAsync(deed switch { "pay" => provider.Pay(id), "pay-later" => provider.PayLater(id), _ => provider.Expire(id) });
            return Results.Ok();
        });
        await app.StartAsync();
        return provider;
    }

    /// <summary>Settings with which the daemon uses this provider.</summary>
    public (string Name, string? Value)[] Settings() =>
    [
        ("Billing:Card:ApiBase", Address), ("Billing:Card:SecretKey", SecretKey), ("Billing:Card:WebhookSecrets:0", SigningSecret),
        ("Billing:Card:SuccessUrl", "https://panel.example.net/paid/{INVOICE}"), ("Billing:Card:CancelUrl", "https://panel.example.net/invoices/{INVOICE}"),
    ];

    /// <summary>Paid at once.</summary>
    public string Pay(string session) => OfSession(session, "checkout.session.completed", "complete", "paid");

    /// <summary>The customer's part is done, and the money is on its way.</summary>
    public string PayLater(string session) => OfSession(session, "checkout.session.completed", "complete", "unpaid");

    public string Succeed(string session) => OfSession(session, "checkout.session.async_payment_succeeded", "complete", "paid");

    public string Fail(string session) => OfSession(session, "checkout.session.async_payment_failed", "complete", "unpaid");

    public string Expire(string session) => OfSession(session, "checkout.session.expired", "expired", "unpaid");

    /// <param name="cents">All that was refunded so far.</param>
    public string Refund(string session, long cents) => Event("charge.refunded", new JsonObject
    {
        ["id"] = $"ch_{session}",
        ["object"] = "charge",
        ["amount"] = Total(session),
        ["amount_refunded"] = cents,
        ["currency"] = CurrencyOf(session),
        ["payment_intent"] = IntentOf(session),
        ["refunded"] = cents == Total(session),
    });

    /// <param name="status">lost, won, warning_closed.</param>
    public string CloseDispute(string session, string status, long cents) => Event("charge.dispute.closed", new JsonObject
    {
        ["id"] = $"dp_{session}",
        ["object"] = "dispute",
        ["amount"] = cents,
        ["currency"] = CurrencyOf(session),
        ["charge"] = $"ch_{session}",
        ["payment_intent"] = IntentOf(session),
        ["status"] = status,
    });

    /// <summary>An event as the provider writes it.</summary>
    public string Event(string type, JsonNode content) => new JsonObject
    {
        ["id"] = $"evt_{Interlocked.Increment(ref _next)}",
        ["object"] = "event",
        ["api_version"] = "2024-06-20",
        ["created"] = _clock.GetUtcNow().ToUnixTimeSeconds(),
        ["type"] = type,
        ["livemode"] = false,
        ["data"] = new JsonObject { ["object"] = content.DeepClone() },
    }.ToJsonString();

    /// <summary>The header's value for a body that is sent then.</summary>
    public static string Sign(string body, DateTimeOffset at, string secret = SigningSecret)
    {
        var time = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"t={time},v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{time}.{body}")))}";
    }

    /// <summary>Tells an event until it is taken, with the troubles that are set.</summary>
    public async Task TellAsync(string body)
    {
        if (Hold)
        {
            _held.Enqueue(body);
            return;
        }

        await Task.Delay(Delay);
        var dropped = DropFirst;
        for (var told = 0; told <= Repeats;)
        {
            if (dropped)
            {
                dropped = false;
                continue;
            }

            var status = await SendAsync(body, Sign(body, _clock.GetUtcNow()));
            if (status == 200)
            {
                told++;
            }
            else if (Answers.Count > 1_000)
            {
                throw new TimeoutException($"The event is not taken: {status}.");
            }
        }
    }

    /// <summary>One request to the address for events.</summary>
    public async Task<int> SendAsync(string body, string? signature)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, EventsTo) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (signature is not null)
        {
            message.Headers.TryAddWithoutValidation("Stripe-Signature", signature);
        }

        using var answer = await _client.SendAsync(message);
        Answers.Enqueue((int)answer.StatusCode);
        return (int)answer.StatusCode;
    }

    /// <summary>Tells what was held, in another order.</summary>
    public async Task ReleaseAsync(Func<IReadOnlyList<string>, IEnumerable<string>> reorder)
    {
        Hold = false;
        var held = _held.ToArray();
        _held.Clear();
        foreach (var body in reorder(held))
        {
            await TellAsync(body);
        }
    }

    /// <summary>What the customer does on the page.</summary>
    public async Task OnPageAsync(string url, string deed)
    {
        using var answer = await _client.PostAsync(new Uri($"{url}/{deed}"), null);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>It is down: nobody listens any more.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    private async Task<IResult> MakeSessionAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.Headers.Authorization != $"Bearer {SecretKey}")
        {
            return Json(401, Error("invalid_request_error", null, null, $"Invalid API Key provided: {request.Headers.Authorization}"));
        }

        var form = await request.ReadFormAsync();
        var text = string.Join('&', form.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => $"{field.Key}={field.Value}"));
        var key = request.Headers["Idempotency-Key"].ToString();
        Keys.Enqueue(key);
        // Wrong parameters and too many requests are refused before the key is remembered; what comes later is, a 500 included.
        if (Mistake(form, request) is { } mistake)
        {
            return Json(400, mistake);
        }

        var trouble = Troubles.TryDequeue(out var wanted) ? wanted : (int?)null;
        if (trouble is 429 or 409)
        {
            return Json(trouble.Value, Error(trouble == 429 ? "rate_limit_error" : "idempotency_error", trouble == 409 ? "idempotency_key_in_use" : null, null, "slow down"));
        }

        // Of several requests with one key that come at once, one is done.
        var answer = _answers.GetOrAdd(key, _ => new(() => trouble is >= 500 and var status ? (text, status, Error("api_error", null, null, "broken").ToJsonString()) : (text, 200, Session(form).ToJsonString()))).Value;
        if (answer.Form != text)
        {
            return Json(400, Error("idempotency_error", null, null, "Keys for idempotent requests can only be used with the same parameters they were first used with."));
        }

        if (trouble == 0)
        {
            context.Abort();
        }

        return Results.Text(answer.Body, "application/json", statusCode: answer.Status);
    }

    private JsonObject Session(IFormCollection form)
    {
        var id = $"cs_test_{Guid.NewGuid():N}";
        return _sessions[id] = new JsonObject
        {
            ["id"] = id,
            ["object"] = "checkout.session",
            ["mode"] = "payment",
            ["status"] = "open",
            ["payment_status"] = "unpaid",
            ["payment_intent"] = null,
            ["url"] = $"{Address}/c/pay/{id}",
            ["amount_total"] = long.Parse(form["line_items[0][price_data][unit_amount]"]!, CultureInfo.InvariantCulture) * long.Parse(form["line_items[0][quantity]"]!, CultureInfo.InvariantCulture),
            ["currency"] = form["line_items[0][price_data][currency]"].ToString(),
            ["client_reference_id"] = form["client_reference_id"].ToString(),
            ["customer_email"] = form["customer_email"].ToString(),
            ["metadata"] = new JsonObject { ["invoice"] = form["metadata[invoice]"].ToString() },
            ["expires_at"] = long.Parse(form["expires_at"]!, CultureInfo.InvariantCulture),
        };
    }

    private JsonObject? Mistake(IFormCollection form, HttpRequest request)
    {
        string[] required =
        [
            "mode", "line_items[0][price_data][currency]", "line_items[0][price_data][unit_amount]", "line_items[0][price_data][product_data][name]", "line_items[0][quantity]", "success_url",
        ];
        string[] known = [.. required, "cancel_url", "client_reference_id", "metadata[invoice]", "payment_intent_data[metadata][invoice]", "customer_email", "expires_at"];
        var expires = DateTimeOffset.FromUnixTimeSeconds(long.TryParse(form["expires_at"], CultureInfo.InvariantCulture, out var given) ? given : 0) - _clock.GetUtcNow();
        return required.FirstOrDefault(name => form[name].ToString().Length == 0) is { } missing ? Error("invalid_request_error", "parameter_missing", missing, "missing")
            : form.Keys.FirstOrDefault(name => !known.Contains(name)) is { } unknown ? Error("invalid_request_error", "parameter_unknown", unknown, "unknown")
            : form["mode"] != "payment" ? Error("invalid_request_error", null, "mode", "mode")
            : form["line_items[0][price_data][currency]"].ToString() is not ("eur" or "usd") ? Error("invalid_request_error", null, "currency", "currency")
            : !long.TryParse(form["line_items[0][price_data][unit_amount]"], CultureInfo.InvariantCulture, out var cents) || cents < 50 ? Error("invalid_request_error", "amount_too_small", "unit_amount", "amount")
            : !Uri.TryCreate(form["success_url"], UriKind.Absolute, out _) ? Error("invalid_request_error", "url_invalid", "success_url", "url")
            : expires < TimeSpan.FromMinutes(30) || expires > TimeSpan.FromHours(24) ? Error("invalid_request_error", null, "expires_at", "30 minutes to 24 hours")
            : request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.Ordinal) != true ? Error("invalid_request_error", null, null, "form")
            : request.Headers["Stripe-Version"].Count != 1 ? Error("invalid_request_error", null, null, "version")
            : request.Headers["Idempotency-Key"].ToString().Length is 0 or > 255 ? Error("invalid_request_error", null, null, "key")
            : null;
    }

    private string OfSession(string id, string type, string status, string paid)
    {
        var session = _sessions[id];
        session["status"] = status;
        session["payment_status"] = paid;
        if (status == "complete")
        {
            session["payment_intent"] = IntentOf(id);
        }

        return Event(type, session);
    }

    private long Total(string session) => _sessions[session]["amount_total"]!.GetValue<long>();

    private string CurrencyOf(string session) => _sessions[session]["currency"]!.GetValue<string>();

    private static string IntentOf(string session) => $"pi_{session}";

    private static JsonObject Error(string type, string? code, string? parameter, string message) =>
        new() { ["error"] = new JsonObject { ["type"] = type, ["code"] = code, ["param"] = parameter, ["message"] = message } };

    private static IResult Json(int status, JsonObject body) => Results.Text(body.ToJsonString(), "application/json", statusCode: status);
}
