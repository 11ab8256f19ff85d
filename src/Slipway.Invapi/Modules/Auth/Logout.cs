using Slipway.Accounts;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Auth;

/// <summary>Ends the session. The next use of the token is refused as invalid, which is how clients learn of it.</summary>
internal sealed class Logout(Sessions sessions) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        await sessions.LogoutAsync(call.Session!, cancellationToken);
        return WireReply.Ok();
    }
}
