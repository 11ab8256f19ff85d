using System.Net;
using Slipway.Accounts;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi;

/// <summary>One action of the protocol: its parameters, the call, its answer.</summary>
internal abstract class InvapiAction
{
    public abstract ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken);

    /// <summary>
    /// What the answer depends on besides the catalog, when that is all: then it is the same for everybody and is kept for a moment. Null when
    /// it depends on more.
    /// </summary>
    public virtual string? CatalogKey(WireForm form) => null;

    /// <summary>What to say when something broke, if the general answer would do harm here.</summary>
    public virtual WireReply? InTrouble(WireCall call) => null;
}

/// <summary>Who may call an action.</summary>
internal enum WireAccess
{
    /// <summary>Anybody; a token is accepted and ignored (README 3).</summary>
    Public,

    /// <summary>Any session; a key of one server sees that server only.</summary>
    Session,

    /// <summary>A session of the whole account.</summary>
    Account,
}

/// <summary>A request as an action sees it.</summary>
/// <param name="Session">Null for public actions.</param>
/// <param name="IdempotencyKey">Our own header: an order repeated with the same key is placed once.</param>
internal sealed record WireCall(WireForm Form, Accounts.Session? Session, IPAddress? Peer, string? IdempotencyKey)
{
    public WirePlace Place { get; init; }

    /// <summary>What the client calls itself; null when it says nothing.</summary>
    public string? UserAgent { get; init; }

    public Caller Caller => Session?.Caller ?? throw new InvalidOperationException("A public action has no caller.");
}
