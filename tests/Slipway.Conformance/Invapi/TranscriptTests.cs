using System.Text.RegularExpressions;
using Slipway.Conformance.Clients;
using Slipway.Invapi.Wire;
using Xunit;

namespace Slipway.Conformance.Invapi;

/// <summary>Replays every file of this folder over real HTTP.</summary>
public sealed partial class TranscriptTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Invapi");

    public static TheoryData<string> Files =>
        [.. Directory.EnumerateFiles(Folder, "*.http", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Folder, path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Transcript_is_answered_as_written(string file)
    {
        var transcript = Transcript.Read(Path.Combine(Folder, file));
        var host = await InvapiHost.OfAsync(transcript.Fleet);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var given = new Given(host, names);
        foreach (var exchange in transcript.Exchanges)
        {
            foreach (var line in exchange.Before)
            {
                await (line.StartsWith("given: ", StringComparison.Ordinal) ? given.PrepareAsync(line[7..]) : given.WaitAsync(Filled(line[6..], names)));
            }

            using var request = Request(exchange, names);
            using var answer = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
            var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True((int)answer.StatusCode == exchange.Status, $"{exchange.Path}: expected HTTP {exchange.Status}, found {(int)answer.StatusCode}\n{body}");
            Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
            Assert.All(exchange.AnswerHeaders, header => Assert.Equal(header.Value, answer.Headers.TryGetValues(header.Name, out var values) ? string.Join(", ", values) : null));
            // Whatever the transcript leaves open: every client must draw the same conclusion from it.
            var (module, action) = await PlaceAsync(request);
            var complaint = StrictClient.Complaint(module, action, body);
            Assert.True(complaint is null, $"{module}/{action}: the answer {complaint}\n{body}");
            var mismatch = JsonPattern.Mismatch(Filled(exchange.Json, names), body, names);
            Assert.True(mismatch is null, $"{exchange.Verb} {exchange.Path} {string.Join('&', exchange.Fields.Select(field => $"{field.Name}={field.Value}"))}\n{mismatch}\n{body}");
        }
    }

    /// <summary>Module and action of a request, the body's word before the query's.</summary>
    private static async Task<(string Module, string Action)> PlaceAsync(HttpRequestMessage request)
    {
        var target = request.RequestUri!.ToString().Split('?', 2);
        var parameters = new List<WireParameter>();
        WireFormReader.AddUrlEncoded(System.Text.Encoding.UTF8.GetBytes(target.Length > 1 ? target[1] : ""), parameters);
        WireFormReader.AddUrlEncoded(request.Content is { } content ? await content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken) : [], parameters);
        return (Path.GetFileNameWithoutExtension(target[0]), parameters.LastOrDefault(parameter => parameter.Name == "action").Value ?? "");
    }

    private static HttpRequestMessage Request(Exchange exchange, IReadOnlyDictionary<string, string> names)
    {
        var request = new HttpRequestMessage(new HttpMethod(exchange.Verb), new Uri(Filled(exchange.Path, names), UriKind.Relative));
        var body = exchange.Raw is { } raw
            ? Filled(raw, names)
            : string.Join('&', exchange.Fields.Select(field => $"{Uri.EscapeDataString(field.Name)}={Uri.EscapeDataString(Filled(field.Value, names))}"));
        if (body.Length > 0)
        {
            request.Content = new StringContent(body);
            request.Content.Headers.ContentType = new("application/x-www-form-urlencoded");
        }

        foreach (var (name, value) in exchange.Headers)
        {
            if (name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase) && request.Content is { } content)
            {
                content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(value);
            }
            else
            {
                request.Headers.TryAddWithoutValidation(name, Filled(value, names));
            }
        }

        return request;
    }

    private static string Filled(string text, IReadOnlyDictionary<string, string> names) => Name().Replace(
        text, match => names.TryGetValue(match.Groups[1].Value, out var value) ? value : throw new InvalidOperationException($"Nothing is called {match.Value}."));

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex Name();
}
