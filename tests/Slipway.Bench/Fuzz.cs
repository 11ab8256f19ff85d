using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Slipway.Testing;

namespace Slipway.Bench;

/// <summary>
/// A daemon as a process, and requests that nobody would think of: each is made from the seed and its number alone, so that one that breaks a
/// rule can be sent again. At the end the victim has what he had, the books are right and the daemon has not complained.
/// </summary>
internal sealed class Fuzz
{
    private const int Workers = 8;

    private readonly Slipwayd _daemon;
    private readonly FuzzForms _forms;
    private readonly int _seed;
    private readonly List<string> _breaches = [];

    private Fuzz(Slipwayd daemon, FuzzForms forms, int seed)
    {
        _daemon = daemon;
        _forms = forms;
        _seed = seed;
    }

    /// <param name="only">The number of one request, to send that alone; null sends them all.</param>
    public static async Task<int> RunAsync(int seed, int count, int? only)
    {
        await using var daemon = await Slipwayd.StartedAsync("fake", null, ("Fake:DeploySeconds", "0"), ("Support:Mailbox", "desk@example.net"));
        var victim = await PlayerAsync(daemon, "victim@example.org", "victim-01.example.org");
        var attacker = await PlayerAsync(daemon, "attacker@example.org", "own-01.example.org");
        var spare = await PlayerAsync(daemon, "spare@example.org", "spare-01.example.org");
        var before = await StateAsync(victim.Session, victim.Ordered.Server);
        var fuzz = new Fuzz(daemon, new FuzzForms(attacker, spare, victim), seed);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}, {count} requests"));

        var started = Stopwatch.GetTimestamp();
        await fuzz.SendAllAsync(count, only);
        fuzz.Check(before == await StateAsync(victim.Session, victim.Ordered.Server), "the victim's server, client data or invoices changed");
        fuzz.Check(!daemon.Log.Contains("broke, reference", StringComparison.Ordinal), "the daemon logged that an action broke");
        var (code, differences) = await Slipwayd.RunAsync(["reconcile", "--data", daemon.Data]);
        fuzz.Check(code == 0, $"reconcile found differences: {differences}");

        foreach (var breach in fuzz._breaches.Take(20))
        {
            await Console.Error.WriteLineAsync(breach);
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{count} requests in {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s, {fuzz._forms.Accepted} accepted, {fuzz._breaches.Count} broke a rule (seed {seed})"));
        return fuzz._breaches.Count == 0 ? 0 : 1;
    }

    private static async Task<FuzzPlayer> PlayerAsync(Slipwayd daemon, string email, string hostname)
    {
        var session = await daemon.CustomerAsync(credit: 1000, email: email);
        var ordered = await session.OrderAsync("Abcd1234", ("hostname", hostname));
        await session.ReadyAsync(ordered, seconds: 60);
        return new FuzzPlayer(session, ordered, email, hostname);
    }

    private static async Task<string> StateAsync(CustomerSession victim, int server) =>
        $"{await victim.ShowAsync(server)}\n{await victim.CallAsync("whmcs", "get_client")}\n{await victim.CallAsync("whmcs", "get_invoices")}";

    private async Task SendAllAsync(int count, int? only)
    {
        if (only is { } one)
        {
            await SendAsync(one);
            return;
        }

        var next = 0;
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(async _ =>
        {
            for (var number = Interlocked.Increment(ref next); number <= count; number = Interlocked.Increment(ref next))
            {
                await SendAsync(number);
                if (number % 10_000 == 0)
                {
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {number} sent, {_forms.Accepted} accepted, {_breaches.Count} broke a rule"));
                }
            }
        }));
    }

    private async Task SendAsync(int number)
    {
        var form = _forms.Make(new Random(HashCode.Combine(0, _seed) ^ (number * 7919)));
        using var request = form.ToRequest();
        try
        {
            using var answer = await _daemon.Client.SendAsync(request);
            var body = await answer.Content.ReadAsStringAsync();
            var status = answer.StatusCode == HttpStatusCode.NotFound && form.IsUnknownModule ? 200 : (int)answer.StatusCode;
            if (AnswerRules.Breach(status, answer.Content.Headers.ContentType?.MediaType, body, _forms.Foreign) is { } breach)
            {
                Check(false, $"request {number}: {breach}\n  {form}\n  {body[..Math.Min(body.Length, 600)]}");
            }
            else
            {
                _forms.Learn(form, body);
            }
        }
        catch (HttpRequestException lost)
        {
            Check(false, $"request {number}: no answer, {lost.Message}\n  {form}");
        }
    }

    private void Check(bool holds, string breach)
    {
        if (!holds)
        {
            lock (_breaches)
            {
                _breaches.Add(breach);
            }
        }
    }
}

internal sealed record FuzzPlayer(CustomerSession Session, Ordered Ordered, string Email, string Hostname);

/// <summary>One request: fields as they are sent, or bytes that are no form.</summary>
internal sealed record FuzzForm(string Module, string Action, IReadOnlyList<(string Name, string Value)> Fields, FuzzEncoding Encoding)
{
    public bool IsUnknownModule { get; init; }

    public HttpRequestMessage ToRequest()
    {
        var text = string.Join('&', Fields.Select(field => $"{WebUtility.UrlEncode(field.Name)}={WebUtility.UrlEncode(field.Value)}"));
        var path = $"/{Module}.php";
        if (Encoding == FuzzEncoding.Query && text.Length < 4000)
        {
            return new HttpRequestMessage(HttpMethod.Get, new Uri($"{path}?{text}", UriKind.Relative));
        }

        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative));
        switch (Encoding)
        {
            case FuzzEncoding.Multipart:
                var parts = new MultipartFormDataContent();
                foreach (var (name, value) in Fields.Where(field => field.Name.Length > 0 && field.Name.All(letter => char.IsAscii(letter) && !char.IsControl(letter) && letter != '"')))
                {
                    parts.Add(new StringContent(value), $"\"{name}\"");
                }

                request.Content = parts;
                break;
            case FuzzEncoding.Damaged:
                // Cut somewhere, with a percent sign that leads nowhere.
                request.Content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes($"{text[..(text.Length / 2)]}%&%zz{text[(text.Length / 2)..]}&=&&["));
                request.Content.Headers.ContentType = new("application/x-www-form-urlencoded");
                break;
            default:
                request.Content = new StringContent(text, new UTF8Encoding(false), "application/x-www-form-urlencoded");
                break;
        }

        return request;
    }

    public override string ToString() => $"{Encoding} {Module}: {string.Join('&', Fields.Select(field => $"{field.Name}={(field.Value.Length > 120 ? $"({field.Value.Length} characters)" : field.Value)}"))}";
}

internal enum FuzzEncoding
{
    Form,
    Query,
    Multipart,
    Damaged,
}
