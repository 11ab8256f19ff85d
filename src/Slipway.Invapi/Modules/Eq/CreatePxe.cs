using Slipway.Invapi.Wire;
using Slipway.Orders;

namespace Slipway.Invapi.Modules.Eq;

/// <summary>What the next boot from the network installs, once. Takes what a reinstallation takes, and is checked as one.</summary>
internal sealed class CreatePxe(NetworkBoot network, ReinstallServer reinstall) : ServerAction
{
    protected override async Task<WireReply> RunAsync(WireCall call, ServerId server, CancellationToken cancellationToken)
    {
        var request = OrderInstance.OrderRequest(call);
        var isDryRun = call.Form.Flag("dry_run") ?? false;
        var announced = call.Form.Text("reinstall_key");
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        if (isDryRun)
        {
            return (await reinstall.QuoteAsync(call.Caller, server, request, cancellationToken)).TryGet(out var quote, out var unfit) ? OrderInstance.Quoted(server, quote) : Refused(unfit);
        }

        return (await network.ArrangeAsync(call.Caller, server, request, announced, cancellationToken)).TryGet(out var key, out var failure)
            ? WireReply.Ok(("id", server.Value), ("callback", key.Value), ("stage", "boot_dev"))
            : Refused(failure);
    }
}
