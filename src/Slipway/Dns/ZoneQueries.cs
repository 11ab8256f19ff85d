using Slipway.Accounts;
using Slipway.Storage;

namespace Slipway.Dns;

/// <summary>Reading the caller's own zones.</summary>
public sealed class ZoneQueries(Database database, IDnsServer server)
{
    public async Task<Result<IReadOnlyList<ZoneContents>>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (caller.MayUseAccount() is { } refused)
        {
            return refused;
        }

        return await database.ReadAsync<Result<IReadOnlyList<ZoneContents>>>(
            async session =>
            {
                var zones = new List<ZoneContents>();
                foreach (var zone in await ZoneStore.ListAsync(session, caller.AccountId))
                {
                    zones.Add(await RecordStore.ContentsAsync(session, zone));
                }

                return zones;
            },
            cancellationToken);
    }

    public async Task<Result<ZoneContents>> ViewAsync(Caller caller, ZoneRef wanted, CancellationToken cancellationToken) =>
        (await FindAsync(caller, wanted, cancellationToken)).TryGet(out var zone, out var failure) ? await database.ReadAsync(session => RecordStore.ContentsAsync(session, zone), cancellationToken) : failure;

    /// <summary>What the registrar of a signed zone is told; none when it is not signed or the DNS server does not say.</summary>
    public async Task<IReadOnlyList<string>> DelegationSignersAsync(Zone zone, CancellationToken cancellationToken) =>
        zone.Dnssec && (await server.DelegationSignersAsync(zone.Name, cancellationToken)).TryGet(out var signers, out _) ? signers : [];

    public async Task<Result<Zone>> FindAsync(Caller caller, ZoneRef wanted, CancellationToken cancellationToken)
    {
        if (caller.MayUseAccount() is { } refused)
        {
            return refused;
        }

        var name = wanted.Name is { } text ? ZoneName.Canonical(text) : null;
        var found = wanted.Name is not null && name is null ? null : await database.ReadAsync(
            session => wanted.Id is { } id ? ZoneStore.FindAsync(session, new ZoneId(id)) : ZoneStore.FindAsync(session, name ?? ""), cancellationToken);
        return found is { Deleted: false } && found.AccountId == caller.AccountId && (name is null || found.Name == name) ? found : DnsFailures.UnknownZone(wanted);
    }
}
