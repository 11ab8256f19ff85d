using Slipway.Accounts;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Whmcs;

/// <summary>Mails the session's own account a link by which its password is set.</summary>
internal sealed class RequestPasswordReset(ResetPassword reset) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        if (call.Form.RequiredText("email") is not { } email)
        {
            return WireReply.Refused(call.Form.Complaint!);
        }

        return (await reset.RequestAsync(call.Caller, email, cancellationToken)).Failure is { } failure
            ? WireReply.Refused(failure)
            : WireReply.Ok(("email", email.Trim()), ("valid_seconds", (int)ResetPassword.Life.TotalSeconds));
    }
}
