using System.Globalization;
using System.Text.RegularExpressions;
using Slipway.Provisioning;
using Slipway.Servers;
using Slipway.Workflows;

namespace Slipway.Invapi.Wire;

/// <summary>
/// What a run looks like through its async key. While it runs, nothing in the answer may look like a failure, not even a
/// member's name: a client that sees such a word gives the order up for good (README rule 9).
/// </summary>
internal static class AsyncScope
{
    /// <summary>The words of eq_callback.md that end a client's patience.</summary>
    public static readonly IReadOnlyList<string> FailureWords =
        ["cancelled", "canceled", "cancel_request", "\"status\":\"cancel\"", "aborted", "rejected", "failure", "failed", "error"];

    /// <summary>Quirk Q-041: takes the force out of such words in a text that somebody else wrote; a person reads the same.</summary>
    public static string Harmless(string text) => FailureWords.Aggregate(
        text, (harmless, word) => harmless.Contains(word, StringComparison.OrdinalIgnoreCase) ? Regex.Replace(harmless, Regex.Escape(word), match => match.Value.Insert(2, "-"), RegexOptions.IgnoreCase | RegexOptions.CultureInvariant) : harmless);

    /// <summary>A run that is being undone is still under way: the money is not back yet.</summary>
    public static bool IsUnderWay(RunView run) => run.State switch
    {
        RunState.Running or RunState.Unwinding or RunState.Stuck => true,
        RunState.Done or RunState.Failed => false,
    };

    public static WireReply NotReady(string key) => WireReply.Exactly(("result", "Not ready"), ("key", key));

    /// <summary>The same to somebody who asks too often, with the time to wait.</summary>
    public static WireReply NotReady(string? key, TimeSpan wait) => WireReply.Exactly(("result", "Not ready"), ("key", key)).After(wait);

    /// <summary>The answer of temporary trouble: a refusal would end the client's patience (eq_callback.md).</summary>
    public static WireReply AskAgain(string? key) => WireReply.ExactlyAt(503, ("result", "Not ready"), ("key", key));

    /// <param name="login">What only the holder of the key is told, and only for a while.</param>
    public static WireReply Finished(RunView run, ServerCard? card, ModuleLogin? login = null) => run.State == RunState.Failed
        ? Badly(run)
        : run.Action is "deploy" or "reinstall"
            ? Deployed(run, card)
            : WireReply.Exactly(
                ("result", WireReply.OkWord), ("module", "eq_callback"), ("action", "check"),
                ("scope", AsyncResults.ScopeOf(run) ?? Sentence(run.Action, card)),
                ("context", new JobContext(run.Action, ServerOf(run)?.Value, run.Location, login?.User, login?.Password.Reveal())),
                ("debug", Sentence(run.Action, card)),
                ("key", run.Key.Value));

    /// <summary>The server a run works on, from its subject (<c>server:70211</c>, <c>power:70211</c>).</summary>
    public static ServerId? ServerOf(RunView run) =>
        int.TryParse(run.Subject.AsSpan(run.Subject.IndexOf(':', StringComparison.Ordinal) + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? new ServerId(id) : null;

    // Quirk Q-012: deploy_done in scope, the id as text in context, "autodeploy completed" in debug: each is looked for by somebody.
    private static WireReply Deployed(RunView run, ServerCard? card)
    {
        var id = ServerOf(run);
        var proof = card?.Server.Proof;
        return WireReply.Exactly(
            ("result", WireReply.OkWord), ("module", "eq_callback"), ("action", "check"),
            ("scope", new DeployScope(
                id?.Value, run.Location, card?.Server.PresetName, card?.MainAddress?.Ip, card?.Server.OsName, card?.Server.SoftwareName, "deploy_done",
                proof?.SshHost, proof?.SshPort)),
            ("context", new DeployContext(run.Action, id?.ToString(), run.Location, card?.MainAddress?.Ip, "eth0", "root", "censored", run.Action == "reinstall" ? 1 : null)),
            ("debug", "autodeploy completed"),
            ("key", run.Key.Value));
    }

    private static WireReply Badly(RunView run)
    {
        var what = run.Action == "reinstall" ? "reinstall" : run.Action;
        var failure = new Failure(FailureKind.Unavailable, WireFailures.RunFailed, $"{what} failed: {run.Failure?.Message ?? "it was undone"}");
        return WireReply.Refused(failure, ("key", run.Key.Value));
    }

    private static string Sentence(string action, ServerCard? card) => action switch
    {
        "on" => "VM is up now",
        "off" or "hard_off" => "VM is down now",
        "reboot" => "VM is up now",
        "status" => $"Power is {(card is null ? "off" : WireWords.Power(card.Server.Power))}",
        "terminate" => "VM is removed",
        "apply_network" => "The network is set",
        "add_ipmi_user" => "The temporary user is there; its password is told for an hour",
        "remove_ipmi_user" => "The temporary user is gone",
        "unit_reset" => "The management module is restarted",
        "add_static_nat" => "The way to the management module is open",
        "remove_static_nat" => "The way to the management module is closed",
        _ => $"{action} is done",
    };

    /// <param name="User">Only of a login to a management module, in the spelling of the contract (eq.md).</param>
    private sealed record JobContext(string Action, int? Id, string Location, [property: System.Text.Json.Serialization.JsonPropertyName("User")] string? User, string? Password);

    private sealed record DeployScope(
        int? Id, string Location, string? Preset, string? Ip, string? Os, string? Soft, string Status, string? SshHost, int? SshPort);

    private sealed record DeployContext(
        string Action, string? Id, string Location, string? Ip, string Port, [property: System.Text.Json.Serialization.JsonPropertyName("User")] string User, string Password, int? Reinstall);
}
