using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Ip;

/// <summary>The address from which the caller was seen.</summary>
internal sealed class GetClientIp : InvapiAction
{
    public override ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var ip = (call.Peer is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : call.Peer)?.ToString() ?? "";
        return ValueTask.FromResult(WireReply.Ok(("data", new { ip }), ("ip", ip)));
    }
}
