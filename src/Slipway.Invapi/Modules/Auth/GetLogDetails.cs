using Slipway.Accounts;
using Slipway.Invapi.Session;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Auth;

/// <summary>One line of the log.</summary>
internal sealed class GetLogDetails(KeyEvents events) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken) =>
        call.Form.RequiredId("id") is not { } id ? WireReply.Refused(call.Form.Complaint!)
        : (await events.LoginAsync(call.Caller, id, cancellationToken)).TryGet(out var entry, out var refused) ? WireReply.Ok(("data", EventShape.From(entry)))
        : WireReply.Refused(refused);
}
