using Slipway.Invapi.Modules.Eq;
using Slipway.Invapi.Session;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Nat;

/// <summary>What the actions on one server share. Quirk Q-030: a server that is not the caller's is an "invalid server id" here.</summary>
internal abstract class NatAction : InvapiAction
{
    private static readonly Failure InvalidServer = new(FailureKind.Invalid, WireFailures.NatServer, "invalid server id");

    public sealed override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        if (call.Form.RequiredId("id") is not { } id)
        {
            return WireReply.Refused(InvalidServer);
        }

        var server = new ServerId(id);
        if (SessionServers.Refuse(call.Caller, server) is { } refused)
        {
            return WireReply.Refused(refused);
        }

        return (await StartAsync(call, server, cancellationToken)).TryGet(out var key, out var failure)
            ? WireReply.Ok(("id", id), ("callback", key.Value))
            : failure.Code == "servers.unknown" ? WireReply.Refused(InvalidServer) : ServerAction.Refused(failure);
    }

    protected abstract Task<Result<AsyncKey>> StartAsync(WireCall call, ServerId server, CancellationToken cancellationToken);
}
