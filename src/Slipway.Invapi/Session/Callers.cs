using System.Net;
using Slipway.Accounts;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Session;

/// <summary>From the parameter <c>token</c> to a session. Nothing else identifies a caller (README 1.9).</summary>
internal sealed class Callers(Sessions sessions)
{
    public ValueTask<Result<Accounts.Session>> FindAsync(WireForm form, IPAddress? peer, CancellationToken cancellationToken) =>
        sessions.FindAsync(form.Text("token"), peer, cancellationToken);
}
