using Slipway.Invapi.Session;
using Slipway.Invapi.Wire;
using Slipway.Provisioning;
using Slipway.Servers;
using Slipway.Workflows;

namespace Slipway.Invapi.Modules.EqCallback;

/// <summary>Not ready, ready, or given up. A finished run keeps answering, however often it is asked.</summary>
internal sealed class Check(RunQueries runs, ServerQueries servers, ModuleLogins logins, KeptAnswers kept) : Keyed
{
    protected override async ValueTask<WireReply?> RunAsync(AsyncKey key, CancellationToken cancellationToken)
    {
        if (kept.Find(key) is { } known)
        {
            return WireReply.Kept(known);
        }

        if (await runs.FindAsync(key, cancellationToken) is not { } found)
        {
            return null;
        }

        // Whose it is was known only now: what may be kept is read after the count of changes.
        var moment = kept.Now(found.AccountId);
        var run = await runs.FindAsync(key, cancellationToken) ?? found;
        var reply = await ReadAsync(run, cancellationToken);
        // What a run found out may be told for a while only.
        if (run.ResultJson is null)
        {
            kept.Keep(moment, key, reply.ToBytes(new WirePlace("eq_callback", "check")));
        }

        return reply;
    }

    private async Task<WireReply> ReadAsync(RunView run, CancellationToken cancellationToken)
    {
        if (AsyncScope.IsUnderWay(run))
        {
            return AsyncScope.NotReady(run.Key.Value);
        }

        var card = AsyncScope.ServerOf(run) is { } server ? await servers.ForRunAsync(server, cancellationToken) : null;
        return AsyncScope.Finished(run, card, logins.Of(run));
    }
}
