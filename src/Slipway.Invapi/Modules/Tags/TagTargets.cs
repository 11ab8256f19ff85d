using Slipway.Invapi.Session;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Tags;

/// <summary>The servers a tag is set on or removed from: <c>id</c>, or several in <c>id_list</c>.</summary>
internal static class TagTargets
{
    /// <summary>All of them exist and are the caller's: nothing is changed on the first when the second is refused.</summary>
    public static async Task<Result<IReadOnlyList<ServerId>>> FromAsync(WireCall call, SessionServers servers, CancellationToken cancellationToken)
    {
        var many = call.Form.Ids("id_list");
        var one = many.Count == 0 ? call.Form.RequiredId("id") : call.Form.Id("id");
        var component = call.Form.Text("component") ?? "eq";
        if (call.Form.Complaint is { } complaint)
        {
            return complaint;
        }

        if (!component.Equals("eq", StringComparison.OrdinalIgnoreCase))
        {
            return new Failure(FailureKind.Unsupported, WireFailures.NoComponent, "component: only eq (servers) has tags here");
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
}
