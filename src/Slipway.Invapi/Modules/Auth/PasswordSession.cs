using Slipway.Accounts;
using Slipway.Invapi.Session;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Auth;

/// <summary>Logging in with the mail address and the password of an account or of a contact, instead of with a key.</summary>
internal sealed class PasswordSession(PasswordLogin login, WireLimits limits, SessionFacts facts) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var form = call.Form;
        var user = form.RequiredText("user");
        _ = form.RequiredText("password");
        var password = form.Secret("password");
        var life = form.Int("ttl");
        var bind = form.Flag("fix_ip") ?? false;
        if (form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        // Also from this box: whoever guesses passwords may sit anywhere.
        if (limits.ChargePassword(call.Peer, user!) is { } wait)
        {
            return WireReply.TooMany(wait);
        }

        var opened = await login.RunAsync(user!, password!, life is { } seconds ? TimeSpan.FromSeconds(seconds) : null, bind, call.Peer, cancellationToken);
        return opened.TryGet(out var session, out var failure)
            ? WireReply.Exactly(("result", await facts.ShapeAsync(session, cancellationToken)))
            : WireReply.Refused(failure);
    }
}
