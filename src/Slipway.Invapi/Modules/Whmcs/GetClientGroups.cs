using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Whmcs;

/// <summary>Groups of customers. There are none here, and every customer is in none.</summary>
internal sealed class GetClientGroups : InvapiAction
{
    public override ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken) =>
        ValueTask.FromResult(WireReply.Ok(("totalresults", 0), ("groups", new { group = Array.Empty<string>() })));
}
