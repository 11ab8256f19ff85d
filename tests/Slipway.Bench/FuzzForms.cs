using System.Globalization;
using System.Text.RegularExpressions;
using Slipway.Testing;

namespace Slipway.Bench;

/// <summary>
/// Makes requests: mostly of actions that exist, with parameters that their modules read and values that might be meant, so that they get far;
/// and everything else now and then.
/// </summary>
internal sealed partial class FuzzForms
{
    private static readonly string[] Words =
    [
        "", "0", "1", "-1", "2147483647", "-2147483648", "99999999999999999999", "1.5", "1e9", "NaN", "true", "false", "null", "[]", "{}", "abc", " ", "\t\r\n", "\0", "a\0b", "\u202e\u2028",
        "Ünïcödé", "\U0001F600", "'", "\"", "'; drop table servers_server; --", "%s%n", "{{1}}", "<b>", "../../secret", "file:///dev/null", "http://127.0.0.1:1/", "http://[::1]/", "@", "*", "%", "_",
        "2030-01-01", "2030-13-45", "NL", "US", "ZZ", "monthly", "hourly", "vm.pico", "vm.mini", "108", "180", "20", "25", "Abcd1234", "web.example.org", "example.org", "10.64.0.11", "10.64.0.0/16", "::1", "198.51.100.7",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJq1jHsU2gk0ULb9w6Yz7mW0m3m3m3m3m3m3m3m3m3m3 a@b", "on", "off", "pxe", "disk", "cd", "A", "TXT", "MX", "daily", "none", "email", "eva@example.org", "#!/bin/sh\nexit 0\n",
    ];

    private readonly (string Module, string Action)[] _actions;
    private readonly Dictionary<string, string[]> _parameters;
    private readonly string[] _tokens;
    private readonly string[] _ids;
    private readonly string _spare;
    private int _accepted;

    /// <param name="spare">Whose keys and sessions are meddled with, which ends them.</param>
    public FuzzForms(FuzzPlayer attacker, FuzzPlayer spare, FuzzPlayer victim)
    {
        _actions = [.. Actions()];
        _parameters = _actions.Select(action => action.Module).Distinct().ToDictionary(module => module, module => WireParameters.OfModule(module).Append("id").Distinct().ToArray());
        _tokens = [attacker.Session.Token, attacker.Session.Token, attacker.Session.Token, attacker.Session.Token, attacker.Session.Token, attacker.Session.Token, "", "0123456789abcdef0123456789abcdef"];
        _spare = spare.Session.Token;
        _ids =
        [
            .. new[] { attacker.Ordered.Server, attacker.Ordered.Server, attacker.Ordered.Server, attacker.Ordered.Invoice, victim.Ordered.Server, victim.Ordered.Invoice, 1, 2, 3 }
                .Select(id => id.ToString(CultureInfo.InvariantCulture)),
            attacker.Ordered.Callback, victim.Ordered.Callback,
        ];
        // The victim's async key is given to the attacker, who may read what it tells: so the host name is no secret here.
        Foreign = [victim.Email, victim.Session.Token, victim.Session.ApiKey];
    }

    public IReadOnlyList<string> Foreign { get; }

    /// <summary>How many requests did what they asked for: a fuzz in which all are refused at the door shows nothing.</summary>
    public int Accepted => _accepted;

    public FuzzForm Make(Random random)
    {
        var (module, action) = _actions[random.Next(_actions.Length)];
        var names = _parameters[module];
        List<(string, string)> fields = [("action", random.Next(50) == 0 ? Damaged(random, action) : action)];
        if (_tokens[random.Next(_tokens.Length)] is { Length: > 0 } token)
        {
            fields.Add(("token", module is "auth" or "api_keys" ? _spare : token));
        }

        for (var count = random.Next(Math.Min(names.Length, 12) + 1); count > 0; count--)
        {
            var name = names[random.Next(names.Length)];
            fields.Add((Written(random, name), ValueOf(random, name)));
        }

        var unknown = random.Next(200) == 0;
        return new FuzzForm(
            unknown ? "nothing" : module, action, fields,
            random.Next(20) switch { 0 => FuzzEncoding.Damaged, 1 => FuzzEncoding.Multipart, < 5 => FuzzEncoding.Query, _ => FuzzEncoding.Form })
        {
            IsUnknownModule = unknown,
        };
    }

    public void Learn(FuzzForm form, string answer)
    {
        if (!answer.StartsWith("{\"result\":-1", StringComparison.Ordinal))
        {
            Interlocked.Increment(ref _accepted);
        }
    }

    private static string Written(Random random, string name) => random.Next(8) switch
    {
        0 => $"params[{name}]",
        1 => $"{name}[]",
        2 => $"{name}[{random.Next(3)}]",
        _ => name,
    };

    private string ValueOf(Random random, string name) => random.Next(10) switch
    {
        0 => Damaged(random, Words[random.Next(Words.Length)]),
        1 => new string((char)random.Next(1, 0x3000), random.Next(1, random.Next(30) == 0 ? 60_000 : 400)),
        _ when name.EndsWith("id", StringComparison.Ordinal) || name is "key" or "product" or "invoice" or "invoices" => _ids[random.Next(_ids.Length)],
        _ => Words[random.Next(Words.Length)],
    };

    private static string Damaged(Random random, string text)
    {
        var letters = text.ToList();
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            letters.Insert(random.Next(letters.Count + 1), (char)random.Next(0, 0xd800));
        }

        return new string([.. letters]);
    }

    /// <summary>From the generated page of all actions.</summary>
    private static IEnumerable<(string Module, string Action)> Actions()
    {
        var module = "";
        foreach (var line in File.ReadLines(Path.Combine(Golden.Root, "docs", "reference", "compatibility.md")))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                module = line[3..].Trim();
            }
            else if (Row().Match(line) is { Success: true } row && row.Groups[1].Value != "action")
            {
                // What is served comes more often than what is not.
                var weight = row.Groups[2].Value.StartsWith("served", StringComparison.Ordinal) ? 5 : 1;
                for (var times = 0; times < weight; times++)
                {
                    yield return (module, row.Groups[1].Value);
                }
            }
        }
    }

    [GeneratedRegex(@"^\| (\w+) \| [^|]+ \| ([^|]+) \|")]
    private static partial Regex Row();
}
