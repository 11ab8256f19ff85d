namespace Slipway.Invapi.Modules.EqCallback;

internal sealed class EqCallbackModule() : InvapiModule("eq_callback")
{
    public override IReadOnlyList<ActionEntry> Actions =>
    [
        Public<Check>("check"),
        Public<ShowProgress>("progress"),
        RefusedToAll("reinstall", "this is called by the vendor's own workers; to reinstall a server call eq/order_instance with its id"),
    ];
}
