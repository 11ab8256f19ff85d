namespace Slipway.Servers;

public enum ServerState
{
    /// <summary>Ordered; nothing but the record exists until the invoice is paid.</summary>
    AwaitingPayment,

    /// <summary>Paid; a machine is being prepared.</summary>
    Deploying,

    /// <summary>Proven ready and handed over.</summary>
    Active,

    /// <summary>The customer leaves; the machine is being removed.</summary>
    Terminating,

    /// <summary>Gone. The record stays for the books.</summary>
    Terminated,

    /// <summary>Never came up; everything was undone.</summary>
    Failed,

    /// <summary>Switched off because its period is over and not paid; everything on it is kept for a while.</summary>
    Suspended,
}

public enum ServerVerb
{
    Deploy,
    Activate,
    Suspend,
    Resume,
    Terminate,
    Remove,
    Fail,
}

/// <summary>The one table of moves of a server.</summary>
public static class ServerMoves
{
    public static readonly IReadOnlyList<(ServerState From, ServerVerb Verb, ServerState To)> Table =
    [
        (ServerState.AwaitingPayment, ServerVerb.Deploy, ServerState.Deploying),
        (ServerState.AwaitingPayment, ServerVerb.Fail, ServerState.Failed),
        (ServerState.Deploying, ServerVerb.Activate, ServerState.Active),
        (ServerState.Deploying, ServerVerb.Fail, ServerState.Failed),
        (ServerState.Active, ServerVerb.Suspend, ServerState.Suspended),
        (ServerState.Active, ServerVerb.Terminate, ServerState.Terminating),
        (ServerState.Suspended, ServerVerb.Resume, ServerState.Active),
        (ServerState.Suspended, ServerVerb.Terminate, ServerState.Terminating),
        (ServerState.Terminating, ServerVerb.Remove, ServerState.Terminated),
    ];

    /// <summary>A customer sees it and may name it.</summary>
    public static bool IsListed(this ServerState state) => state is ServerState.AwaitingPayment or ServerState.Deploying or ServerState.Active or ServerState.Suspended;

    public static Result<ServerState> Next(this ServerState state, ServerVerb verb)
    {
        foreach (var (from, with, to) in Table)
        {
            if (from == state && with == verb)
            {
                return to;
            }
        }

        return new Failure(FailureKind.Busy, "servers.state", $"A server that is {state} does not allow this now ({verb}).");
    }
}
