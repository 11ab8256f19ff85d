namespace Slipway.Invapi.Modules.Stocks;

internal sealed class StocksModule() : InvapiModule("stocks")
{
    public override IReadOnlyList<ActionEntry> Actions =>
    [
        Public<ListStock>("list"),
        Public<ShowStock>("show"),
    ];
}
