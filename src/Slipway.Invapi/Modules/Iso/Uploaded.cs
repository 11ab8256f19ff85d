using Slipway.Invapi.Wire;
using Slipway.Media;

namespace Slipway.Invapi.Modules.Iso;

/// <summary>The customer's own images, the newest first.</summary>
internal sealed class Uploaded(IsoLibrary library) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken) =>
        WireReply.Ok(("data", (await library.OwnAsync(call.Caller, cancellationToken)).Select(iso => IsoShape.From(iso))));
}

/// <summary>Quirk Q-054: the same, with an <c>id</c> of one of them only what became of that.</summary>
internal sealed class History(IsoLibrary library) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var id = call.Form.Id("id");
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        return WireReply.Ok(("data", (await library.OwnAsync(call.Caller, cancellationToken)).Where(iso => id is null || iso.Id == id).Select(iso => IsoShape.From(iso))));
    }
}
