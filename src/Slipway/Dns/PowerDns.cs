using System.Net;
using System.Net.Http;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;

namespace Slipway.Dns;

/// <summary>
/// The HTTP interface of PowerDNS Authoritative Server 4.7. A change of several sets is one transaction there, and what it answers with 204
/// is served: its own caches are cleared with it.
/// </summary>
internal sealed partial class PowerDns(IHttpClientFactory clients, DnsOptions options, ILogger<PowerDns> log) : IDnsServer, IDisposable
{
    public const string ClientName = "powerdns";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private const int Tries = 5;

    private readonly Lazy<Secret> _key = new(options.PowerDns.Key);
    // With its SQLite backend half of the changes that come at the same time fail ("database is locked", seen with 4.7.3).
    private readonly SemaphoreSlim _writing = new(1);

    public async Task<Result<ServedZone?>> FindAsync(string name, CancellationToken cancellationToken) =>
        !(await SendAsync<ZoneJson>(HttpMethod.Get, $"zones/{name}.", null, cancellationToken)).TryGet(out var zone, out var failure)
            ? failure.Code == DnsFailures.NotServed.Code ? (ServedZone?)null : failure
            : new ServedZone(
                zone.Account ?? "", Enum.TryParse<ZoneKind>(zone.Kind, out var kind) ? kind : null, zone.Masters ?? [], zone.Dnssec ?? false,
                [.. (zone.Rrsets ?? []).Select(set => new RrSet(set.Name, set.Type, set.Ttl ?? 0, [.. (set.Records ?? []).Where(record => record.Disabled != true).Select(record => record.Content)]))]);

    public async Task<Result<string?>> HolderAsync(string name, CancellationToken cancellationToken) =>
        (await SendAsync<ZoneJson[]>(HttpMethod.Get, $"zones?zone={name}.", null, cancellationToken)).TryGet(out var zones, out var failure) ? zones.Select(zone => zone.Account ?? "").FirstOrDefault() : failure;

    public async Task<Result<IReadOnlyList<string>>> ListAsync(CancellationToken cancellationToken) =>
        (await SendAsync<ZoneJson[]>(HttpMethod.Get, "zones?dnssec=false", null, cancellationToken)).TryGet(out var zones, out var failure)
            ? zones.Where(zone => zone.Account == ServedZone.Ours).Select(zone => zone.Name!.TrimEnd('.').ToLowerInvariant()).Order(StringComparer.Ordinal).ToArray()
            : failure;

    public async Task<Result<Unit>> CreateAsync(Zone zone, IReadOnlyList<RrSet> sets, CancellationToken cancellationToken)
    {
        var made = await SendAsync(
            HttpMethod.Post,
            "zones",
            // The serial is counted here: its truth is the SOA record's row.
            new ZoneJson(zone.Name + ".", zone.Kind.ToString(), ServedZone.Ours, zone.Masters, zone.Dnssec, Nameservers: [], SoaEditApi: "", ApiRectify: true, Rrsets: [.. sets.Select(set => SetJson.From(set, null))]),
            cancellationToken);
        // Whoever asked before the zone was there is told so from a cache for up to a minute; making a zone does not clear it, changing one does.
        return made.Succeeded ? await ChangeAsync(zone.Name, [.. sets.Take(1)], cancellationToken) : made;
    }

    public Task<Result<Unit>> ChangeAsync(string name, IReadOnlyList<RrSet> sets, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Patch, $"zones/{name}.", new ZoneJson(Rrsets: [.. sets.Select(set => SetJson.From(set, set.Contents.Count == 0 ? "DELETE" : "REPLACE"))]), cancellationToken);

    public Task<Result<Unit>> SetKindAsync(Zone zone, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Put, $"zones/{zone.Name}.", new ZoneJson(Kind: zone.Kind.ToString(), Account: ServedZone.Ours, Masters: zone.Masters, Dnssec: zone.Dnssec), cancellationToken);

    public async Task<Result<Unit>> RemoveAsync(string name, CancellationToken cancellationToken) =>
        (await SendAsync(HttpMethod.Delete, $"zones/{name}.", null, cancellationToken)).Failure is { } failure && failure.Code != DnsFailures.NotServed.Code ? failure : Unit.Value;

    public async Task<Result<IReadOnlyList<string>>> DelegationSignersAsync(string name, CancellationToken cancellationToken) =>
        (await SendAsync<KeyJson[]>(HttpMethod.Get, $"zones/{name}./cryptokeys", null, cancellationToken)).TryGet(out var keys, out var failure)
            ? keys.Where(key => key.Active).SelectMany(key => key.Ds ?? []).ToArray()
            : failure;

    private async Task<Result<Unit>> SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken) =>
        (await SendAsync<object>(method, path, body, cancellationToken)).Failure is { } failure ? failure : Unit.Value;

    public void Dispose() => _writing.Dispose();

    /// <summary>Changes one after the other, and once more when the server failed inside: whatever it had begun, it has undone.</summary>
    private async Task<Result<T>> SendAsync<T>(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
        where T : class
    {
        if (method == HttpMethod.Get)
        {
            return await SendOnceAsync<T>(method, path, body, cancellationToken);
        }

        if (!await _writing.WaitAsync(options.PowerDns.Timeout, cancellationToken))
        {
            return DnsFailures.Away;
        }

        try
        {
            for (var attempt = 1; ; attempt++)
            {
                var answer = await SendOnceAsync<T>(method, path, body, cancellationToken);
                if (answer.Failure != Broken || attempt == Tries)
                {
                    return answer.Failure == Broken ? DnsFailures.Away : answer;
                }

                // As the time limits of the connection: by the world's clock, not by the business's.
                await Task.Delay(TimeSpan.FromMilliseconds(20 << attempt), TimeProvider.System, cancellationToken);
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task<Result<T>> SendOnceAsync<T>(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            using var client = clients.CreateClient(ClientName);
            using var request = new HttpRequestMessage(method, new Uri($"{options.PowerDns.Url.TrimEnd('/')}/api/v1/servers/{Uri.EscapeDataString(options.PowerDns.Server)}/{path}"));
            request.Headers.Add("X-API-Key", _key.Value.Reveal());
            // A length, not chunks: its small web server reads nothing else.
            request.Content = body is null ? null : new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, Json)) { Headers = { ContentType = new("application/json") } };
            using var answer = await client.SendAsync(request, cancellationToken);
            return answer.IsSuccessStatusCode
                ? answer.StatusCode == HttpStatusCode.NoContent || typeof(T) == typeof(object) ? default(T)! : await answer.Content.ReadFromJsonAsync<T>(Json, cancellationToken) ?? (Result<T>)DnsFailures.Away
                : await RefusedAsync(method, path, answer, cancellationToken);
        }
        catch (Exception unreachable) when (unreachable is HttpRequestException or JsonException || (unreachable is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogAway(method.Method, path, unreachable is HttpRequestException broken ? broken.HttpRequestError.ToString() : unreachable is JsonException ? "its answer is no JSON" : "it took too long");
            return DnsFailures.Away;
        }
    }

    private async Task<Failure> RefusedAsync(HttpMethod method, string path, HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            return DnsFailures.NotServed;
        }

        var reason = ReasonIn(await answer.Content.ReadAsByteArrayAsync(cancellationToken));
        if (answer.StatusCode is HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest)
        {
            return DnsFailures.Refused(reason);
        }

        LogRefused(method.Method, path, (int)answer.StatusCode, reason);
        return answer.StatusCode == HttpStatusCode.InternalServerError && method != HttpMethod.Get ? Broken : DnsFailures.Away;
    }

    private static readonly Failure Broken = new(FailureKind.Unavailable, "dns.server-broken", "the DNS server failed inside");

    private static string ReasonIn(byte[] body)
    {
        try
        {
            var reason = JsonSerializer.Deserialize<ErrorJson>(body, Json)?.Error ?? "";
            return reason.Replace(" (try 'pdnsutil check-zone')", "", StringComparison.Ordinal) is var text && text.Length > 500 ? text[..500] : text;
        }
        catch (JsonException)
        {
            return Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 200)));
        }
    }

    private sealed record ZoneJson(
        string? Name = null, string? Kind = null, string? Account = null, IReadOnlyList<string>? Masters = null, bool? Dnssec = null, IReadOnlyList<string>? Nameservers = null, string? SoaEditApi = null,
        bool? ApiRectify = null, IReadOnlyList<SetJson>? Rrsets = null);

    private sealed record SetJson(string Name, string Type, int? Ttl = null, string? Changetype = null, IReadOnlyList<RecordJson>? Records = null)
    {
        public static SetJson From(RrSet set, string? change) =>
            new(set.Name, set.Type, set.Contents.Count == 0 ? null : set.Ttl, change, [.. set.Contents.Select(content => new RecordJson(content))]);
    }

    private sealed record RecordJson(string Content, bool? Disabled = null);

    private sealed record KeyJson(bool Active, IReadOnlyList<string>? Ds);

    private sealed record ErrorJson(string? Error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "the DNS server does not answer {Method} {Path}: {Reason}")]
    private partial void LogAway(string method, string path, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "the DNS server refuses {Method} {Path}: status {Status}, {Reason}")]
    private partial void LogRefused(string method, string path, int status, string reason);
}
