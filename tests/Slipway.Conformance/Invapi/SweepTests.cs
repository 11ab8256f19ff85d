using System.Globalization;
using System.Net;
using System.Text;
using Slipway.Invapi;
using Slipway.Invapi.Wire;
using Slipway.Testing;
using Xunit;

namespace Slipway.Conformance.Invapi;

/// <summary>
/// Every action, attacked in every way: made from the registered actions, so that none can be added without it. What is answered keeps the
/// rules of the wire, and the stranger who was aimed at has what he had before.
/// </summary>
public sealed class SweepTests(SweepTests.Scene scene) : IClassFixture<SweepTests.Scene>
{
    private const int MostBytes = 1024 * 1024;

    public static TheoryData<string> Actions =>
    [
        .. ContractIndex.All.Select(action => $"{action.Module}/{action.Action}")
            .Concat(InvapiModules.All.SelectMany(module => module.Actions.Select(action => $"{module.Name}/{action.Name}")))
            .Distinct(),
    ];

    [Theory]
    [MemberData(nameof(Actions))]
    public async Task Whatever_is_sent_is_answered_by_the_rules(string action)
    {
        var (module, name) = (action[..action.IndexOf('/', StringComparison.Ordinal)], action[(action.IndexOf('/', StringComparison.Ordinal) + 1)..]);
        var before = await scene.StateOfTheVictimAsync();
        var broken = new List<string>();
        foreach (var attack in Attacks(module, name, await scene.LoginAsync()))
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/{module}.php", UriKind.Relative)) { Content = attack.Content };
            using var answer = await scene.Host.Client.SendAsync(request, TestContext.Current.CancellationToken);
            var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            var breach = AnswerRules.Breach((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, body, scene.Foreign) ?? attack.Expects?.Invoke(body);
            if (breach is not null)
            {
                broken.Add($"{attack.Name}: {breach}\n  {body[..Math.Min(body.Length, 400)]}");
            }
        }

        Assert.True(broken.Count == 0, $"{action}\n{string.Join('\n', broken)}");
        Assert.Equal(before, await scene.StateOfTheVictimAsync());
    }

    [Fact]
    public void Parameters_are_found_in_the_code()
    {
        Assert.Contains("post_install_callback", WireParameters.Names);
        Assert.Contains("component", WireParameters.Names);
        Assert.InRange(WireParameters.Names.Count, 60, 400);
    }

    private IEnumerable<Attack> Attacks(string module, string action, string token)
    {
        var isPublic = ContractIndex.All.Any(known => known.Module == module && known.Action == action && known.IsPublic)
            || InvapiModules.All.Any(known => known.Name == module && known.Actions.Any(entry => entry.Name == action && entry.Access == WireAccess.Public));
        Func<string, string?>? noToken = isPublic ? null : body => body.Contains("invalid token", StringComparison.Ordinal) ? null : "it does not say 'invalid token'";

        yield return Form("no token", noToken, ("action", action));
        yield return Form("empty token", noToken, ("action", action), ("token", ""));
        yield return Form("made-up token", noToken, ("action", action), ("token", "0123456789abcdef0123456789abcdef"), ("id", scene.Victim));
        yield return Form("huge token", noToken, ("action", action), ("token", new string('a', 100_000)));
        yield return Form("token of hostile text", noToken, ("action", action), ("token", "' or 1=1 -- \0\u202e"));
        yield return Form("nothing but the token", null, ("action", action), ("token", token));

        foreach (var id in scene.VictimIds)
        {
            yield return Form($"ids of somebody else: {id}", null, [("action", action), ("token", token), .. WireParameters.Names.Select(name => (name, id))]);
        }

        foreach (var (kind, value) in Values)
        {
            (string, string)[] hostile = [.. WireParameters.Names.Select(name => (name, value))];
            yield return Form($"{kind} everywhere", null, [.. hostile, ("action", action), ("token", token)]);
            yield return Form($"{kind}, own server", null, [.. hostile, ("id", scene.Own), ("server_id", scene.Own), ("action", action), ("token", token)]);
            yield return Form($"{kind} in params[]", null, [.. WireParameters.Names.Select(name => ($"params[{name}]", value)), ("action", action), ("token", token)]);
            yield return Form($"{kind} as arrays", null, [.. WireParameters.Names.SelectMany(name => new[] { ($"{name}[]", value), ($"{name}[7]", value), ($"params[{name}][]", value) }), ("id", scene.Own), ("action", action), ("token", token)]);
        }

        var large = new string('x', MostBytes - 5_000);
        foreach (var name in new[] { "id", "value", "params[key]" })
        {
            yield return Form($"1 MiB in {name}", null, ("action", action), ("token", token), (name, large));
        }

        yield return Form("more than 1 MiB", body => body.Contains("larger than", StringComparison.Ordinal) ? null : "it is not refused for its size", ("action", action), ("token", token), ("name", new string('x', MostBytes + 1)));
        yield return Form("10,000 parameters", body => body.Contains("parameters", StringComparison.Ordinal) ? null : "it is not refused for their number", [("action", action), ("token", token), .. Enumerable.Range(0, 10_000).Select(index => ($"p{index}", "1"))]);
        yield return new Attack("a broken form", null, Raw($"action={action}&token={token}&id=%&=&&name=%zz%%%&params[=1&params]=2&params[[]]=3&%00=%00"));
        yield return new Attack("bytes that are no text", null, Raw([.. Encoding.ASCII.GetBytes($"action={action}&token={token}&id="), 0xff, 0xfe, 0xc3, 0x28, .. "&name="u8, 0xf0, 0x28, 0x8c]));
        yield return new Attack("JSON", _ => null, new StringContent($"{{\"action\":\"{action}\"}}", Encoding.UTF8, "application/json"));
        yield return new Attack("a broken multipart form", _ => null, Broken());
    }

    private static readonly (string Kind, string Value)[] Values =
    [
        ("words", "abc"), ("empty", ""), ("blank", " \t "), ("zero", "0"), ("negative", "-1"), ("huge number", "99999999999999999999999999"), ("largest", "2147483647"),
        ("fraction", "1.5"), ("exponent", "1e308"), ("not a number", "NaN"), ("unicode", "Ünïcödé \u202e \U0001F600"), ("NUL", "a\0b"), ("lone surrogate", "\ud800"),
        ("line feeds", "a\r\nSet-Cookie: b=c\n\n"), ("quotes", "'\";--<script>alert(1)</script>{{7*7}}${7*7}"), ("path", "../../../../data/keys"), ("long", new string('z', 3000)), ("date", "2030-02-31"),
    ];

    private static Attack Form(string name, Func<string, string?>? expects, params (string Name, string Value)[] fields) =>
        new(name, expects, Raw(string.Join('&', fields.Select(field => $"{Escaped(field.Name)}={Escaped(field.Value)}"))));

    // Unlike Uri's own it does not mind half a character.
    private static string Escaped(string text) => WebUtility.UrlEncode(text);

    private static ByteArrayContent Raw(string body) => Raw(Encoding.UTF8.GetBytes(body));

    private static ByteArrayContent Raw(byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/x-www-form-urlencoded");
        return content;
    }

    private static StringContent Broken()
    {
        var content = new StringContent("--x\r\nContent-Disposition: form-data; name=\"action\"\r\n\r\nshow");
        content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x");
        return content;
    }

    private sealed record Attack(string Name, Func<string, string?>? Expects, HttpContent Content);

    /// <summary>A victim with a server, and an attacker with one.</summary>
    public sealed class Scene : IAsyncLifetime
    {
        private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
        private string _victimToken = "";

        public InvapiHost Host { get; private set; } = null!;

        public string Victim => _names["stranger_server"];

        public string Own => _names["server"];

        /// <summary>Numbers of the victim's server, invoice and account.</summary>
        public IReadOnlyList<string> VictimIds => [_names["stranger_server"], _names["stranger_invoice"], _names["stranger_customer"], _names["stranger_callback"]];

        /// <summary>What nobody but the victim may read.</summary>
        public IReadOnlyList<string> Foreign => [_names["stranger_email"], "victim-01.example.org", _names["stranger_key"], _victimToken];

        public async ValueTask InitializeAsync()
        {
            Host = await InvapiHost.OfAsync("quick");
            var given = new Given(Host, _names);
            await given.PrepareAsync("customer with a server");
            await given.PrepareAsync("stranger with a server");
            _victimToken = _names["stranger_token"];
            var named = await Host.PostAsync("/eq.php", ("action", "rename_server"), ("token", _victimToken), ("id", Victim), ("hostname", "victim-01.example.org"));
            Assert.Contains("\"OK\"", named, StringComparison.Ordinal);
        }

        public async Task<string> LoginAsync()
        {
            var answer = await Host.PostAsync("/auth.php", ("action", "login"), ("key", _names["key"]));
            using var json = System.Text.Json.JsonDocument.Parse(answer);
            return json.RootElement.GetProperty("result").GetProperty("token").GetString()!;
        }

        /// <summary>The victim's server and money.</summary>
        public async Task<string> StateOfTheVictimAsync()
        {
            var card = await Host.PostAsync("/eq.php", ("action", "show"), ("token", _victimToken), ("id", Victim));
            var client = await Host.PostAsync("/whmcs.php", ("action", "get_client"), ("token", _victimToken));
            var invoices = await Host.PostAsync("/whmcs.php", ("action", "get_invoices"), ("token", _victimToken));
            return string.Create(CultureInfo.InvariantCulture, $"{card}\n{client}\n{invoices}");
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
