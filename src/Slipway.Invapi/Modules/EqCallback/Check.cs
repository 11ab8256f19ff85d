using Slipway.Invapi.Wire;
using Slipway.Provisioning;
using Slipway.Servers;
using Slipway.Workflows;

namespace Slipway.Invapi.Modules.EqCallback;

/// <summary>Not ready, ready, or given up. A finished run keeps answering, however often it is asked.</summary>
internal sealed class Check(RunQueries runs, ServerQueries servers, ModuleLogins logins) : Keyed
{
    protected override async ValueTask<WireReply?> RunAsync(AsyncKey key, CancellationToken cancellationToken)
    {
        if (await runs.FindAsync(key, cancellationToken) is not { } run)
        {
            return null;
        }

        if (AsyncScope.IsUnderWay(run))
        {
            return AsyncScope.NotReady(key.Value);
        }

        var card = AsyncScope.ServerOf(run) is { } server ? await servers.ForRunAsync(server, cancellationToken) : null;
        return AsyncScope.Finished(run, card, logins.Of(run));
    }
}
