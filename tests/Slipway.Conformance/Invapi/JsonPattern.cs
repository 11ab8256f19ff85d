using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Slipway.Conformance.Invapi;

/// <summary>
/// Compares an answer with what is expected: JSON types strictly, exact sets of members. A bare <c>...</c> in an object
/// allows more members, in an array more elements in any order. Texts that stand for a value:
/// <c>"&lt;int&gt;"</c> and the like, see <see cref="Kinds"/>; <c>"&lt;int as invoice&gt;"</c> also remembers it.
/// </summary>
public static partial class JsonPattern
{
    private const string More = "...";

    private static readonly Dictionary<string, Func<JsonElement, bool>> Kinds = new(StringComparer.Ordinal)
    {
        ["any"] = _ => true,
        ["int"] = value => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        ["number"] = value => value.ValueKind == JsonValueKind.Number,
        ["flag"] = value => value.ValueKind == JsonValueKind.Number && value.GetRawText() is "0" or "1",
        ["text"] = value => value.ValueKind == JsonValueKind.String,
        ["jws"] = value => IsMatch(value, @"^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{86}$"),
        ["hex64"] = value => IsMatch(value, "^[0-9a-f]{64}$"),
        ["consolelink"] = value => IsMatch(value, "^https://api\\.example\\.net/novnc/#ticket=[0-9a-f]{64}$"),
        ["hex32"] = value => IsMatch(value, "^[0-9a-f]{32}$"),
        ["amount"] = value => IsMatch(value, @"^-?[0-9]+\.[0-9]{2}$"),
        ["date"] = value => IsMatch(value, "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
        ["time"] = value => IsMatch(value, @"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z$"),
        ["ip"] = value => IsMatch(value, @"^[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+$"),
        ["array"] = value => value.ValueKind == JsonValueKind.Array,
        ["object"] = value => value.ValueKind == JsonValueKind.Object,
    };

    /// <summary>Null when it matches; otherwise where it does not and why.</summary>
    public static string? Mismatch(string pattern, string actual, IDictionary<string, string> captures)
    {
        JsonDocument found;
        try
        {
            found = JsonDocument.Parse(actual);
        }
        catch (JsonException broken)
        {
            return $"the answer is no JSON: {broken.Message}";
        }

        using (found)
        using (var expected = JsonDocument.Parse(WithoutBareDots(pattern)))
        {
            return Compare(expected.RootElement, found.RootElement, "$", captures);
        }
    }

    /// <summary>Makes JSON of the pattern: in an object the dots become a member, in an array an element.</summary>
    private static string WithoutBareDots(string pattern)
    {
        var inside = new Stack<char>();
        return Token().Replace(pattern, match =>
        {
            switch (match.Value)
            {
                case "{" or "[":
                    inside.Push(match.Value[0]);
                    return match.Value;
                case "}" or "]":
                    inside.Pop();
                    return match.Value;
                case More:
                    return inside.Peek() == '{' ? $"\"{More}\":1" : $"\"{More}\"";
                default:
                    return match.Value;
            }
        });
    }

    private static string? Compare(JsonElement expected, JsonElement actual, string path, IDictionary<string, string> captures)
    {
        if (expected.ValueKind == JsonValueKind.String && Placeholder().Match(expected.GetString()!) is { Success: true } placeholder)
        {
            if (!Kinds[placeholder.Groups["kind"].Value](actual))
            {
                return $"{path}: expected {expected.GetString()}, found {actual.GetRawText()}";
            }

            if (placeholder.Groups["name"] is { Success: true, Value: var name })
            {
                captures[name] = actual.ValueKind == JsonValueKind.String ? actual.GetString()! : actual.GetRawText();
            }

            return null;
        }

        if (expected.ValueKind != actual.ValueKind)
        {
            return $"{path}: expected {expected.ValueKind} {expected.GetRawText()}, found {actual.ValueKind} {actual.GetRawText()}";
        }

        return expected.ValueKind switch
        {
            JsonValueKind.Object => CompareObjects(expected, actual, path, captures),
            JsonValueKind.Array => CompareArrays(expected, actual, path, captures),
            JsonValueKind.String => expected.GetString() == actual.GetString() || Contains(expected.GetString()!, actual.GetString()!)
                ? null
                : $"{path}: expected '{expected.GetString()}', found '{actual.GetString()}'",
            JsonValueKind.Number => expected.GetDecimal() == actual.GetDecimal() ? null : $"{path}: expected {expected.GetRawText()}, found {actual.GetRawText()}",
            _ => null,
        };
    }

    private static string? CompareObjects(JsonElement expected, JsonElement actual, string path, IDictionary<string, string> captures)
    {
        var wanted = expected.EnumerateObject().ToDictionary(member => member.Name, member => member.Value);
        var open = wanted.Remove(More);
        foreach (var (name, value) in wanted)
        {
            if (!actual.TryGetProperty(name, out var found))
            {
                return $"{path}.{name} is missing";
            }

            if (Compare(value, found, $"{path}.{name}", captures) is { } mismatch)
            {
                return mismatch;
            }
        }

        return open ? null : actual.EnumerateObject().Select(member => member.Name).FirstOrDefault(name => !wanted.ContainsKey(name)) is { } extra ? $"{path}.{extra} is not expected" : null;
    }

    private static string? CompareArrays(JsonElement expected, JsonElement actual, string path, IDictionary<string, string> captures)
    {
        var wanted = expected.EnumerateArray().ToList();
        var open = wanted.RemoveAll(element => element.ValueKind == JsonValueKind.String && element.GetString() == More) > 0;
        var found = actual.EnumerateArray().ToList();
        if (open)
        {
            return wanted.Select((element, index) => found.Any(other => Compare(element, other, "", new Dictionary<string, string>()) is null && Compare(element, other, "", captures) is null)
                ? null
                : $"{path}: nothing matches element {index.ToString(CultureInfo.InvariantCulture)}: {element.GetRawText()}").FirstOrDefault(mismatch => mismatch is not null);
        }

        return wanted.Count != found.Count
            ? $"{path}: expected {wanted.Count} elements, found {found.Count}"
            : wanted.Zip(found).Select((pair, index) => Compare(pair.First, pair.Second, $"{path}[{index}]", captures)).FirstOrDefault(mismatch => mismatch is not null);
    }

    // "<contains no free capacity>"
    private static bool Contains(string expected, string actual) =>
        expected.StartsWith("<contains ", StringComparison.Ordinal) && expected.EndsWith('>') && actual.Contains(expected[10..^1], StringComparison.Ordinal);

    private static bool IsMatch(JsonElement value, string pattern) => value.ValueKind == JsonValueKind.String && Regex.IsMatch(value.GetString()!, pattern, RegexOptions.CultureInvariant);

    [GeneratedRegex(@"^<(?<kind>any|int|number|flag|text|hex32|hex64|jws|amount|date|time|ip|array|object|consolelink)( as (?<name>\w+))?>$")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"""(\\.|[^""\\])*""|\.\.\.|[{}\[\]]")]
    private static partial Regex Token();
}
