using Slipway.Accounts;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Auth;

/// <summary>
/// Exchanges an API key for a token. An account without servers gets a session like any other: how else should it order
/// the first one (auth.md)?
/// </summary>
internal sealed class Login(KeyLogin login, SessionFacts facts) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var form = call.Form;
        var life = form.Int("ttl");
        var bind = form.Flag("fix_ip") ?? false;
        var key = form.Text("key");
        if (form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        var opened = await login.RunAsync(key, life is { } seconds ? TimeSpan.FromSeconds(seconds) : null, bind, call.Peer, cancellationToken);
        // Quirk Q-001: everything inside result and nothing beside it; the token nowhere else.
        return opened.TryGet(out var session, out var failure)
            ? WireReply.Exactly(("result", await facts.ShapeAsync(session, cancellationToken)))
            : WireReply.Refused(failure);
    }
}
