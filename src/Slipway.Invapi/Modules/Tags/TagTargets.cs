using Slipway.Invapi.Session;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Tags;

/// <summary>The servers a tag is set on or removed from: <c>id</c>, or several in <c>id_list</c>.</summary>
internal static class TagTargets
{
    private const int MostAtOnce = 100;

    /// <summary>All of them exist and are the caller's: nothing is changed on the first when the second is refused.</summary>
    public static async Task<Result<IReadOnlyList<ServerId>>> FromAsync(WireCall call, SessionServers servers, CancellationToken cancellationToken)
    {
        var many = call.Form.Ids("id_list");
        var one = many.Count == 0 ? call.Form.RequiredId("id") : call.Form.Id("id");
        if (call.Form.Flag("internal") == true)
        {
            return new Failure(FailureKind.Forbidden, WireFailures.TagInternal, "internal: only the platform sets and removes internal tags; leave it out");
        }

        if ((call.Form.Complaint ?? ComponentMistake(call.Form)) is { } complaint)
        {
            return complaint;
        }

        if (many.Count > MostAtOnce)
        {
            return new Failure(FailureKind.Invalid, WireFailures.InvalidRequest, $"id_list: at most {MostAtOnce} servers at once are allowed");
        }

        ServerId[] targets = [.. many.Concat(one is { } id ? [id] : []).Distinct().Select(number => new ServerId(number))];
        foreach (var target in targets)
        {
            if ((await servers.CardAsync(call.Caller, target, cancellationToken)).Failure is { } refused)
            {
                return refused;
            }
        }

        return targets;
    }

    public static Failure? ComponentMistake(WireForm form) => (form.Text("component") ?? "eq").Equals("eq", StringComparison.OrdinalIgnoreCase)
        ? null
        : new Failure(FailureKind.Unsupported, WireFailures.NoComponent, "component: only eq (servers) has tags here");
}
