using System.Text;
using System.Text.Json;

namespace Slipway.Conformance.Clients;

/// <summary>
/// The rules of the most demanding client there is, the vendor's Terraform provider v0.1.9 with its strict Go decoders, and of the simplest
/// one, the MCP server: what an answer must be so that each of them understands it alike (the contract's README, 2.3 and 4). It knows
/// nothing of our code: it reads bytes.
/// </summary>
public static class StrictClient
{
    private const int LargestAnswer = 8 * 1024 * 1024;

    /// <summary>True when the client takes the answer for a success, whatever the action was.</summary>
    public static bool Accepts(string json) => Read("", "", json).IsSuccess;

    /// <summary>
    /// Null when every client draws the same conclusion from the answer; otherwise what one of them stumbles over. A success must be read and
    /// taken for one, a refusal must be read and taken for none by both.
    /// </summary>
    public static string? Complaint(string module, string action, string json)
    {
        var verdict = Read(module, action, json);
        if (!verdict.IsReadable)
        {
            return $"cannot be decoded: {verdict.Why}";
        }

        using var answer = JsonDocument.Parse(json);
        var result = Member(answer.RootElement, "result");
        var claimsSuccess = result is null or { ValueKind: JsonValueKind.Object } || (result is { ValueKind: JsonValueKind.String } word && word.GetString() is "OK");
        if (claimsSuccess != verdict.IsSuccess)
        {
            return claimsSuccess ? $"is meant as a success and taken for a failure: {verdict.Why}" : "is meant as a failure and taken for a success";
        }

        // Words of their own: still under way; the billing proxy's success, for those who call it.
        var isWord = result is { ValueKind: JsonValueKind.String } other && other.GetString() is "Not ready" or "success";
        return claimsSuccess || isWord || IsRefusalToAll(answer.RootElement) ? null : "is a failure that one client misses: result must be the number -1, and error a text";
    }

    /// <summary>What the provider makes of the answer.</summary>
    public static StrictVerdict Read(string module, string action, string json)
    {
        if (Encoding.UTF8.GetByteCount(json) > LargestAnswer)
        {
            return StrictVerdict.Unreadable("more than 8 MiB");
        }

        try
        {
            using var answer = JsonDocument.Parse(json);
            return answer.RootElement.ValueKind == JsonValueKind.Object
                ? Decode(module, action, answer.RootElement)
                : StrictVerdict.Unreadable("no JSON object");
        }
        catch (JsonException broken)
        {
            return StrictVerdict.Unreadable($"no JSON: {broken.Message}");
        }
    }

    /// <summary>The member whose name is this one to Go, which does not look at the case; the last one wins.</summary>
    internal static JsonElement? Member(JsonElement element, string name)
    {
        JsonElement? found = null;
        foreach (var member in element.EnumerateObject())
        {
            if (member.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                found = member.Value;
            }
        }

        return found is { ValueKind: JsonValueKind.Null } ? null : found;
    }

    private static StrictVerdict Decode(string module, string action, JsonElement answer)
    {
        // :: Step 1 - what makes the whole answer undecodable
        if (Twins(answer, "$", isTop: true) is { } twins)
        {
            return StrictVerdict.Unreadable(twins);
        }

        foreach (var name in new[] { "message", "error" })
        {
            if (Member(answer, name) is { ValueKind: not JsonValueKind.String } wrong)
            {
                return StrictVerdict.Unreadable($"{name} is {wrong.ValueKind}, not a text");
            }
        }

        // :: Step 2 - success or failure, in the provider's order
        var failure = OfResult(Member(answer, "result")) ?? OfCode(Member(answer, "code")) ?? OfText(answer, "message") ?? OfText(answer, "error");
        if (failure is not null)
        {
            return StrictVerdict.Failed(OfText(answer, "message") ?? OfText(answer, "error") ?? failure);
        }

        // :: Step 3 - a success is decoded into its type
        return StrictTypes.Mistake(module, action, answer) is { } mistake ? StrictVerdict.Unreadable(mistake) : StrictVerdict.Good;
    }

    private static string? OfResult(JsonElement? result) => result switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => text.GetString() is "" or "OK" ? null : $"result is \"{text.GetString()}\"",
        { ValueKind: JsonValueKind.Number } number => number.GetDecimal() is 0 or 1 ? null : $"result is {number.GetRawText()}",
        _ => null,
    };

    private static string? OfCode(JsonElement? code) => code is null or { ValueKind: JsonValueKind.Number } && (code is null || code.Value.GetDecimal() == 0) ? null : $"code is {code.Value.GetRawText()}";

    private static string? OfText(JsonElement answer, string name) => Member(answer, name) is { } text && text.GetString() is { Length: > 0 } said ? said : null;

    /// <summary>MCP: the number -1, and the text in error.</summary>
    private static bool IsRefusalToAll(JsonElement answer) =>
        answer.TryGetProperty("result", out var result) && result.ValueKind == JsonValueKind.Number && result.GetRawText() == "-1"
        && answer.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.String && error.GetString()!.Length > 0;

    /// <summary>Two members that Go takes for one. Deeper down they may say the same twice, as the entries of IP do.</summary>
    private static string? Twins(JsonElement element, string path, bool isTop)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            return element.EnumerateArray().Select(item => Twins(item, $"{path}[]", false)).FirstOrDefault(found => found is not null);
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var seen = new Dictionary<string, JsonProperty>(StringComparer.OrdinalIgnoreCase);
        foreach (var member in element.EnumerateObject())
        {
            if (!seen.TryAdd(member.Name, member) && (isTop || seen[member.Name].Value.GetRawText() != member.Value.GetRawText()))
            {
                return $"{path} has {seen[member.Name].Name} and {member.Name}, which are one";
            }

            if (Twins(member.Value, $"{path}.{member.Name}", false) is { } deeper)
            {
                return deeper;
            }
        }

        return null;
    }
}

/// <param name="IsReadable">Its decoder gets through.</param>
/// <param name="Why">What it stumbled over, or the failure it read.</param>
public sealed record StrictVerdict(bool IsReadable, bool IsSuccess, string? Why)
{
    public static readonly StrictVerdict Good = new(true, true, null);

    public static StrictVerdict Unreadable(string why) => new(false, false, why);

    public static StrictVerdict Failed(string why) => new(true, false, why);
}
