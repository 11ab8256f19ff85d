using System.Collections.Frozen;
using Slipway.Catalog;
using Slipway.Servers;

namespace Slipway.Invapi.Wire;

/// <summary>
/// Exact wording where clients match on it, by the failure's code. Everything else is told as
/// <c>module/action: message</c>.
/// </summary>
internal static class WireTexts
{
    // Quirk Q-004: this refusal is documented with its envelope, prefix "reinstall:" included, for orders too.
    private const string SoftwareIncompatible = "catalog.software-incompatible";

    // Quirk Q-070: the number of the ticket that is open already is read out of this sentence.
    private const string AssistanceOpen = "support.assistance-open";

    private static readonly FrozenDictionary<string, Func<WirePlace, Failure, string>> Exact = new Dictionary<string, Func<WirePlace, Failure, string>>
    {
        [SoftwareIncompatible] = (_, failure) => failure.Facts is SoftwareMismatch mismatch
            ? $"reinstall: extra software {mismatch.SoftwareName} (#{mismatch.SoftwareId}) is not compatible with {mismatch.OsName}"
            : failure.Message,
        // Quirk Q-022: clients know these words for a key that does not work any more; beside them, why.
        ["accounts.key-expired"] = (place, _) => $"{place}: api key is disabled: it has expired",
        ["accounts.permission-denied"] = (_, failure) => failure.Message,
        ["catalog.preset-unknown"] = (_, failure) => failure.Facts is Unknown unknown ? $"Invalid preset {unknown.Asked}: {failure.Message}" : failure.Message,
        ["orders.hourly-needs-prepaid"] = (_, failure) => failure.Message,
        ["orders.reinstall-running"] = (_, failure) => failure.Message,
        ["orders.password-invalid"] = (_, failure) => failure.Message,
        ["pricing.period-invalid"] = (_, failure) => failure.Message,
        ["servers.unknown"] = UnknownServer,
        [AssistanceOpen] = (_, failure) => failure.Message,
        ["workflows.busy"] = (place, failure) => $"{place}: {failure.Message}",
        [WireFailures.ActionRequired] = (place, _) => $"{place.Module}: action required",
        [WireFailures.AsyncKeyUnknown] = (_, failure) => failure.Message,
        [WireFailures.CurrencyFormat] = (_, failure) => failure.Message,
        [WireFailures.InvalidRequest] = (place, failure) => $"{place}: invalid request: {failure.Message}",
        // Quirk Q-030.
        [WireFailures.NatServer] = (place, failure) => $"NAT/{place.Action}: {failure.Message}",
        [WireFailures.NotAvailable] = (place, failure) => $"{place}: {failure.Message}",
        [WireFailures.RunFailed] = (_, failure) => failure.Message,
        [WireFailures.UnknownModule] = (_, failure) => failure.Message,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // Quirk Q-005: these words make a client throw its token away and log in again.
    private static readonly string[] LoginAgain =
        ["invalid token", "unauthorized", "invalid hash", "token expired", "token is invalid", "not authorized", "authentication failed"];

    // Quirk Q-006: these words, in a refused eq/show, make a client forget the server and order a new one.
    private static readonly string[] ForgetServer = ["not found", "no such", "unknown server", "server not exist", "does not exist"];

    public static string For(WirePlace place, Failure failure)
    {
        var text = Exact.TryGetValue(failure.Code, out var word) ? word(place, failure) : $"{place}: {failure.Message}";
        if (failure.Kind != FailureKind.Unauthenticated)
        {
            text = Defused(text, LoginAgain);
        }

        return place is { Module: "eq", Action: "show" } && failure.Kind != FailureKind.NotFound ? Defused(text, ForgetServer) : text;
    }

    /// <summary>True for the one refusal that is told without <c>code</c> and <c>message</c>.</summary>
    public static bool StandsAlone(Failure failure) => failure.Code == SoftwareIncompatible;

    /// <summary>The word that stands for <c>code</c> where clients know one; null for a number.</summary>
    public static string? SymbolOf(Failure failure) => failure.Code == AssistanceOpen ? "ASSISTANCE_TICKET_EXISTS" : null;

    // Only eq/show may say that a server is gone; elsewhere the remedy is named that people know (eq.md, Failures).
    private static string UnknownServer(WirePlace place, Failure failure) => failure.Facts is not ServerFacts server || place is { Module: "eq", Action: "show" }
        ? $"{place}: {failure.Message}"
        : $"{place}: no server with ID {server.Id} in this session, call eq/update_servers";

    /// <summary>Takes the force out of words that a message repeats from a request: a person reads the same, no client matches.</summary>
    private static string Defused(string text, string[] words)
    {
        foreach (var word in words)
        {
            if (text.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                var harmless = word.Contains(' ', StringComparison.Ordinal) ? word.Replace(' ', '-') : word.Insert(2, "-");
                text = text.Replace(word, harmless, StringComparison.OrdinalIgnoreCase);
            }
        }

        return text;
    }
}
