namespace Slipway.Invapi.Modules.EqCallback;

internal sealed class EqCallbackModule() : InvapiModule("eq_callback")
{
    public override IReadOnlyList<ActionEntry> Actions =>
    [
        Public<Check>("check"),
        Public<ShowProgress>("progress"),
    ];
}
