namespace Slipway.Invapi;

/// <summary>A script of the protocol (<c>eq.php</c>): the list of its actions on one screen.</summary>
internal abstract class InvapiModule(string name)
{
    public string Name { get; } = name;

    public abstract IReadOnlyList<ActionEntry> Actions { get; }

    protected static ActionEntry Public<TAction>(string name)
        where TAction : InvapiAction => new(name, WireAccess.Public, typeof(TAction));

    protected static ActionEntry Session<TAction>(string name)
        where TAction : InvapiAction => new(name, WireAccess.Session, typeof(TAction));

    protected static ActionEntry Account<TAction>(string name)
        where TAction : InvapiAction => new(name, WireAccess.Account, typeof(TAction));

    /// <summary>What a provider of our kind does not offer, said so in words; for whoever is logged in.</summary>
    /// <param name="why">A sentence for the customer: what is not there, and what to use instead.</param>
    protected static ActionEntry Refused(string name, string why) => new(name, WireAccess.Session, null) { Why = why };

    /// <summary>The same for an action that needs no token.</summary>
    protected static ActionEntry RefusedToAll(string name, string why) => new(name, WireAccess.Public, null) { Why = why };
}

/// <param name="Action">Null for what is politely refused.</param>
internal sealed record ActionEntry(string Name, WireAccess Access, Type? Action)
{
    /// <summary>Why it is refused.</summary>
    public string? Why { get; init; }
}
