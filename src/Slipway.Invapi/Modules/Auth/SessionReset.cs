using Slipway.Accounts;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Auth;

/// <summary>Ends every session of the account, the asking one among them.</summary>
internal sealed class SessionReset(Sessions sessions) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken) =>
        (await sessions.EndAllAsync(call.Caller, cancellationToken)).Failure is { } refused ? WireReply.Refused(refused) : WireReply.Ok();
}
