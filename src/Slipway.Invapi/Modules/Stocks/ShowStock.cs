using Slipway.Catalog;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Stocks;

/// <summary>One entry of the stock, also when it is sold out at the moment.</summary>
internal sealed class ShowStock(LiveCatalog catalog, StockShelf shelf) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        if (call.Form.RequiredId("id") is not { } id)
        {
            return WireReply.Refused(call.Form.Complaint!);
        }

        return (await shelf.AllAsync(cancellationToken)).Find(entry => entry.Id == id) is { } found
            ? WireReply.Ok(("server_data", StockShape.From(found, catalog.Current)))
            : WireReply.Refused(new Failure(FailureKind.NotFound, WireFailures.NoStock, $"there is no stock entry {id}; see stocks/list"));
    }
}
