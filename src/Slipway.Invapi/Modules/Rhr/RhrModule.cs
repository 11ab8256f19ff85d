namespace Slipway.Invapi.Modules.Rhr;

internal sealed class RhrModule() : InvapiModule("rhr")
{
    public override IReadOnlyList<ActionEntry> Actions =>
    [
        Session<ListRequests>("list"),
        Session<AddRequest>("add"),
        Session<Chat>("chat"),
        Session<Discard>("discard"),
    ];
}
