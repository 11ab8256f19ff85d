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
}

internal sealed record ActionEntry(string Name, WireAccess Access, Type Action);
