using System.Text.Json;
using System.Text.RegularExpressions;

namespace Slipway.Testing;

/// <summary>What every answer of the wire keeps to, whatever was asked (README 1.11, 1.13, 2.3, 2.4 and section 9 of the contract).</summary>
public static partial class AnswerRules
{
    private const int LongestText = 2000;

    private static readonly string[] FailureMembers = ["error", "message", "code"];

    /// <summary>The rule that an answer breaks, in words; null when it keeps them all.</summary>
    /// <param name="foreign">What is nobody's business but its owner's.</param>
    public static string? Breach(int status, string? mediaType, string body, IEnumerable<string> foreign)
    {
        if (status is not (200 or 429))
        {
            return $"HTTP {status}";
        }

        if (mediaType != "application/json")
        {
            return $"the answer is {mediaType}";
        }

        if (Inside().Match(body) is { Success: true } inside)
        {
            return $"it shows the inside of the machine: {inside.Value}";
        }

        if (body.Contains("something went wrong on our side", StringComparison.Ordinal))
        {
            return "something broke";
        }

        if (foreign.FirstOrDefault(text => body.Contains(text, StringComparison.OrdinalIgnoreCase)) is { } theirs)
        {
            return $"it shows what is somebody else's: {theirs}";
        }

        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object ? OfObject(json.RootElement) : $"it is no object but {json.RootElement.ValueKind}";
        }
        catch (JsonException)
        {
            return "it is no JSON";
        }
    }

    private static string? OfObject(JsonElement answer)
    {
        var names = answer.EnumerateObject().Select(member => member.Name).ToList();
        // Go reads names without regard to case: two that differ only in case are one to it.
        if (names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            return $"the member {twice.Key} stands twice";
        }

        if (!answer.TryGetProperty("result", out var result))
        {
            return "there is no result";
        }

        if (result.ValueKind == JsonValueKind.Number)
        {
            return result.GetRawText() != "-1" ? $"result is the number {result.GetRawText()}" : OfRefusal(answer);
        }

        return FailureMembers.FirstOrDefault(word => names.Contains(word, StringComparer.OrdinalIgnoreCase)) is { } failure ? $"a success holds {failure}"
            : result.ValueKind == JsonValueKind.Object || result.GetString() is "OK" or "success" or "Not ready" ? null
            : $"result is {result.GetRawText()}";
    }

    private static string? OfRefusal(JsonElement answer)
    {
        if (!answer.TryGetProperty("error", out var error) || error.ValueKind != JsonValueKind.String || error.GetString() is not { Length: > 0 } text)
        {
            return "a refusal says no error";
        }

        return text.Length > LongestText ? $"the error has {text.Length} characters"
            : answer.TryGetProperty("message", out var message) && message.GetString() != text ? "error and message differ"
            : null;
    }

    [GeneratedRegex(@"\bat [A-Z]\w+(\.\w+)+\(|\.cs:line|\w+Exception\b|/(home|root|tmp|usr|var|work|etc)/|SQLite|Npgsql|(?i:\bselect .{1,60} from )")]
    private static partial Regex Inside();
}
