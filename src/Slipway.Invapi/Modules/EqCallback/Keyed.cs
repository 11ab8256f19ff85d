using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.EqCallback;

/// <summary>
/// What answers to an async key. The key is the secret: no token is needed, and one that is sent, old or wrong, changes
/// nothing. Trouble on our side is told as HTTP 503: every other refusal ends a client's patience (eq_callback.md).
/// </summary>
internal abstract class Keyed : InvapiAction
{
    public sealed override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        if (call.Form.RequiredText("key") is not { } text)
        {
            return WireReply.Refused(call.Form.Complaint!);
        }

        // What has not the form of a key is not repeated: it may be anything.
        var key = text.Trim();
        return key.Length == 32 && key.All(char.IsAsciiLetterOrDigit)
            ? await RunAsync(new AsyncKey(key.ToLowerInvariant()), cancellationToken) ?? WireReply.Refused(Unknown($"AsyncKey {key} not found"), ("key", key))
            : WireReply.Refused(Unknown("AsyncKey not found: a key has 32 characters, a-z and 0-9"));
    }

    public sealed override WireReply? InTrouble(WireCall call) => AsyncScope.AskAgain(call.Form.Text("key"));

    /// <summary>The answer, or null when there is no such run.</summary>
    protected abstract ValueTask<WireReply?> RunAsync(AsyncKey key, CancellationToken cancellationToken);

    private static Failure Unknown(string message) => new(FailureKind.NotFound, WireFailures.AsyncKeyUnknown, message);
}
