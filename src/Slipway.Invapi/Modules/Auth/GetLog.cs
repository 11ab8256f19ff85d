using Slipway.Accounts;
using Slipway.Invapi.Session;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Auth;

/// <summary>Logins of the account, and those that were refused, newest first.</summary>
internal sealed class GetLog(KeyEvents events) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var (from, to) = WireDays.Period(call.Form);
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        return (await events.LoginsAsync(call.Caller, from, to, cancellationToken)).TryGet(out var log, out var refused)
            ? WireReply.Ok(("data", log.Select(EventShape.From).ToArray()))
            : WireReply.Refused(refused);
    }
}
