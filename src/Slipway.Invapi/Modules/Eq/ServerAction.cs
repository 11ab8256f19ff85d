using Slipway.Invapi.Session;
using Slipway.Invapi.Wire;
using Slipway.Workflows;

namespace Slipway.Invapi.Modules.Eq;

/// <summary>What actions on one server share: its id, and that the caller's key may touch it.</summary>
internal abstract class ServerAction : InvapiAction
{
    public sealed override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        if (call.Form.RequiredId("id") is not { } id)
        {
            return WireReply.Refused(call.Form.Complaint!);
        }

        var server = new ServerId(id);
        return SessionServers.Refuse(call.Caller, server) is { } refused ? WireReply.Refused(refused) : await RunAsync(call, server, cancellationToken);
    }

    protected abstract Task<WireReply> RunAsync(WireCall call, ServerId server, CancellationToken cancellationToken);

    /// <summary>A refusal because of another job carries that job's key, so that a client can follow it instead.</summary>
    internal static WireReply Refused(Failure failure) => failure.Facts is BusySubject { Running: { } running }
        ? WireReply.Refused(failure, ("callback", running.Value))
        : WireReply.Refused(failure);
}
