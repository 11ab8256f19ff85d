using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Auth;

/// <summary>What the session may do and sees.</summary>
internal sealed class Info(SessionFacts facts) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var shape = await facts.ShapeAsync(call.Session!, cancellationToken);
        // Quirk Q-002: one client looks for these beside result; the documented place is inside.
        return WireReply.Exactly(
            ("result", shape),
            ("whmcs_id", shape.WhmcsId),
            ("customer_id", shape.CustomerId),
            ("whmcs_location", shape.WhmcsLocation),
            ("data", new { username = shape.Email, user_id = shape.CustomerId }));
    }
}
