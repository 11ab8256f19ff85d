using Slipway.Invapi.Wire;
using Slipway.Media;

namespace Slipway.Invapi.Modules.Iso;

/// <summary>Deletes the customer's own image.</summary>
internal sealed class Delete(IsoLibrary library) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        if (call.Form.RequiredId("id") is not { } id)
        {
            return WireReply.Refused(call.Form.Complaint!);
        }

        return (await library.DeleteAsync(call.Caller, id, cancellationToken)).TryGet(out _, out var failure) ? WireReply.Ok(("id", id)) : WireReply.Refused(failure);
    }
}

/// <summary>Other words for it.</summary>
internal sealed class Update(IsoLibrary library) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var (id, words) = (call.Form.RequiredId("id"), IsoForm.Words(call.Form));
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        return (await library.DescribeAsync(call.Caller, id!.Value, words, cancellationToken)).TryGet(out var iso, out var failure)
            ? WireReply.Ok(("id", iso.Id), ("data", IsoShape.From(iso)))
            : WireReply.Refused(failure);
    }
}
