using System.Text.Json;

namespace Slipway.Conformance.Clients;

/// <summary>What the Terraform provider makes of an answer to eq_callback/check while it waits for a deployment (eq_callback.md, its five rules).</summary>
public sealed record StrictDeployment(StrictProgress Progress, int? Server)
{
    private static readonly string[] FailureWords = ["cancelled", "canceled", "cancel_request", "\"status\":\"cancel\"", "aborted", "rejected", "failure", "failed", "error"];

    public static StrictDeployment Read(string json)
    {
        var verdict = StrictClient.Read("eq_callback", "check", json);
        using var answer = JsonDocument.Parse(json);
        var root = answer.RootElement;
        if (!verdict.IsSuccess)
        {
            // It looks through the whole failed body; "Not ready" has none of the words and is swallowed.
            return new(FailureWords.Any(word => json.Contains(word, StringComparison.OrdinalIgnoreCase)) ? StrictProgress.Failed : StrictProgress.Running, null);
        }

        string Raw(string name) => StrictClient.Member(root, name)?.GetRawText() ?? "";
        var scope = Raw("scope").ToLowerInvariant();
        if (scope.Contains("deploy_done", StringComparison.Ordinal) || scope.Contains("autodeploy completed", StringComparison.Ordinal) || IsReadyByContext(root))
        {
            return new(StrictProgress.Done, IdIn(root, "context") ?? IdIn(root, "scope"));
        }

        var all = $"{scope}{Raw("context")}{Raw("debug")}";
        return new(FailureWords.Any(word => all.Contains(word, StringComparison.OrdinalIgnoreCase)) ? StrictProgress.Failed : StrictProgress.Running, null);
    }

    private static bool IsReadyByContext(JsonElement root) =>
        StrictClient.Member(root, "context") is { ValueKind: JsonValueKind.Object } context
        && StrictClient.Member(context, "id") is { ValueKind: JsonValueKind.String } && StrictClient.Member(context, "ip") is { ValueKind: JsonValueKind.String } ip && ip.GetString()!.Length > 0;

    private static int? IdIn(JsonElement root, string name) =>
        StrictClient.Member(root, name) is { ValueKind: JsonValueKind.Object } place && StrictClient.Member(place, "id") is { } id
        && int.TryParse(id.ValueKind == JsonValueKind.String ? id.GetString() : id.GetRawText(), System.Globalization.CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}

public enum StrictProgress
{
    Running,
    Done,
    Failed,
}
