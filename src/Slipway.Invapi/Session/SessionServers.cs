using System.Globalization;
using Slipway.Accounts;
using Slipway.Billing;
using Slipway.Invapi.Wire;
using Slipway.Servers;
using Slipway.Workflows;

namespace Slipway.Invapi.Session;

/// <summary>
/// The session's list of servers. It is always fresh: nobody has to call eq/update_servers first (README 3, "a friendlier
/// server refreshes implicitly").
/// </summary>
internal sealed class SessionServers(ServerQueries servers, InvoiceQueries invoices, RunQueries runs, TimeProvider clock)
{
    // Long enough for a client that looks only after the work is over.
    private static readonly TimeSpan KeysStay = TimeSpan.FromHours(12);

    public async Task<IReadOnlyList<Server>> ListAsync(Caller caller, CancellationToken cancellationToken) =>
        [.. (await servers.ListAsync(caller, cancellationToken)).Where(server => WireWords.IsShown(server.State))];

    public async Task<int[]> IdsAsync(Caller caller, CancellationToken cancellationToken) =>
        [.. (await ListAsync(caller, cancellationToken)).Select(server => server.Id.Value)];

    /// <summary>Refuses a key of another server. Not as "not found": a client must not believe that this one is gone (quirk Q-006).</summary>
    public static Failure? Refuse(Caller caller, ServerId id) => caller.Sees(id) ? null : AccountFailures.PermissionDenied;

    /// <summary>The server, or why the caller may not touch it.</summary>
    public async Task<Result<ServerCard>> CardAsync(Caller caller, ServerId id, CancellationToken cancellationToken)
    {
        if (Refuse(caller, id) is { } refused)
        {
            return refused;
        }

        return await servers.FindAsync(caller, id, cancellationToken) is { } card && WireWords.IsShown(card.Server.State) ? card : ServerFailures.Unknown(id);
    }

    public async Task<IReadOnlyList<BillingServerShape>> BillingServersAsync(Caller caller, CancellationToken cancellationToken) =>
        [.. (await ListAsync(caller, cancellationToken)).Select(BillingServerShape.From)];

    /// <summary>Invoice number to async key, for paid orders that deploy or have lately deployed.</summary>
    public async Task<IReadOnlyDictionary<string, string>> DeployKeysAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (!(await invoices.ListAsync(caller, cancellationToken)).TryGet(out var all, out _))
        {
            return new Dictionary<string, string>();
        }

        var recent = (await runs.RecentAsync(caller.AccountId, "deploy", clock.GetUtcNow() - KeysStay, cancellationToken)).ToHashSet();
        return all
            .Where(invoice => invoice.State == InvoiceState.Paid && invoice.AsyncKey is { } key && recent.Contains(key))
            .ToDictionary(invoice => invoice.Id.Value.ToString(CultureInfo.InvariantCulture), invoice => invoice.AsyncKey!.Value.Value);
    }
}
