using Slipway.Invapi.Modules.Eq;
using Slipway.Invapi.Wire;
using Slipway.Provisioning;

namespace Slipway.Invapi.Modules.Ip;

/// <summary>Another address becomes the main one. Quirk Q-032: it is named by <c>main</c>, or by <c>ip</c> where <c>main</c> is a flag or absent.</summary>
internal sealed class SetMain(ChangeAddress change) : ServerAction
{
    protected override async Task<WireReply> RunAsync(WireCall call, ServerId server, CancellationToken cancellationToken)
    {
        var main = call.Form.Text("main") is { } named && named.Trim() is not ("1" or "true") ? named : call.Form.RequiredText("ip");
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        return (await change.MakeMainAsync(call.Caller, server, main!.Trim(), cancellationToken)).TryGet(out var key, out var failure)
            ? WireReply.Ok(("id", server.Value), ("ip", main.Trim()), ("main_ip", main.Trim()), ("callback", key.Value))
            : Refused(failure);
    }
}
