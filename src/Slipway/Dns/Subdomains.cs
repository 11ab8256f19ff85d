using Slipway.Accounts;
using Slipway.Network;
using Slipway.Servers;
using Slipway.Storage;

namespace Slipway.Dns;

/// <summary>
/// Names that lead to servers. Each has an A record that follows its server's main address; when the server is over, both go, before the
/// address is given to somebody else.
/// </summary>
public sealed class Subdomains(Database database, ChangeZone change, ZoneQueries zones, TimeProvider clock)
{
    public async Task<Result<IReadOnlyList<Subdomain>>> ListAsync(Caller caller, ServerId server, CancellationToken cancellationToken) =>
        caller.MayUseAccount() is { } refused
            ? refused
            : await database.ReadAsync<Result<IReadOnlyList<Subdomain>>>(
                async session => await ServerQueries.OwnAsync(session, caller, server) is null ? ServerFailures.Unknown(server) : await RecordStore.SubdomainsOfServerAsync(session, caller.AccountId, server),
                cancellationToken);

    public async Task<Result<Subdomain>> AddAsync(Caller caller, ZoneRef zone, ServerId server, string name, CancellationToken cancellationToken)
    {
        if (!(await zones.FindAsync(caller, zone, cancellationToken)).TryGet(out var known, out var failure) || !RecordName.Owner(known.Name, name).TryGet(out var owner, out failure))
        {
            return failure;
        }

        var made = 0;
        // One spelling for each name, so that the row's unique index means what it says.
        var relative = RecordName.Relative(known.Name, owner);
        var changed = await change.RunAsync(
            known, now => !now.Deleted && now.AccountId == caller.AccountId,
            async (transaction, contents) =>
            {
                if (!(await AddressAsync(transaction, caller, server)).TryGet(out var ip, out var refused))
                {
                    return refused;
                }

                if (SetRecords.Held(await RecordStore.SubdomainsOfZoneAsync(transaction, known.Id), RecordTypes.A, owner) is { } held)
                {
                    return held;
                }

                if (contents.Records.Any(record => record.Type == RecordTypes.A && record.IsAt(known.Name, owner)))
                {
                    return DnsFailures.Conflict($"name: {owner} has an A record already; delete it first with pdns/delete_dns.");
                }

                ZoneRecord[] records = [.. contents.Records, new ZoneRecord(0, relative, RecordTypes.A, ip, SetRecords.UsualTtl, 0)];
                return SetRecords.ConflictIn(known.Name, records, owner) is { } conflict ? conflict : records;
            },
            raiseSerial: true, async transaction => made = await RecordStore.InsertSubdomainAsync(transaction, known.Id, server, relative, clock.GetUtcNow()), cancellationToken);
        return changed.Failure is { } no ? no : new Subdomain(made, known.Id, known.Name, server, relative);
    }

    /// <summary>It leads to this server from now on.</summary>
    public async Task<Result<Subdomain>> MoveAsync(Caller caller, int id, ServerId server, CancellationToken cancellationToken)
    {
        if (!(await FindAsync(caller, id, cancellationToken)).TryGet(out var subdomain, out var failure))
        {
            return failure;
        }

        var changed = await LeadAsync(
            subdomain, zone => zone.AccountId == caller.AccountId, transaction => AddressAsync(transaction, caller, server), transaction => RecordStore.MoveSubdomainAsync(transaction, id, server), cancellationToken);
        return changed.Failure is { } refused ? refused : subdomain with { ServerId = server };
    }

    /// <param name="server">The server that it leads to, if the caller says so.</param>
    public async Task<Result<Subdomain>> RemoveAsync(Caller caller, int id, ServerId? server, CancellationToken cancellationToken)
    {
        if (!(await FindAsync(caller, id, cancellationToken)).TryGet(out var subdomain, out var failure))
        {
            return failure;
        }

        if (server is not null && server != subdomain.ServerId)
        {
            return DnsFailures.UnknownSubdomain(id);
        }

        var changed = await LeadAsync(
            subdomain, zone => zone.AccountId == caller.AccountId, _ => Task.FromResult<Result<string>>(""), transaction => RecordStore.DeleteSubdomainAsync(transaction, id), cancellationToken);
        return changed.Failure is { } refused ? refused : subdomain;
    }

    /// <summary>Those that do not lead where their server is now are led there; those whose server is over go.</summary>
    internal async Task FollowAsync(CancellationToken cancellationToken)
    {
        foreach (var id in await database.ReadAsync(RecordStore.AstrayAsync, cancellationToken))
        {
            if (await database.ReadAsync(session => RecordStore.FindSubdomainAsync(session, id), cancellationToken) is not { } subdomain)
            {
                continue;
            }

            var over = false;
            var led = await LeadAsync(
                subdomain, _ => true,
                async transaction =>
                {
                    var main = await MainAddressAsync(transaction, subdomain.ServerId);
                    over = main is null;
                    return main ?? "";
                },
                transaction => over ? RecordStore.DeleteSubdomainAsync(transaction, id) : Task.CompletedTask, cancellationToken);
            if (led.Failure?.Code == DnsFailures.Away.Code)
            {
                return;
            }
        }
    }

    /// <param name="address">Where to; empty: the record goes.</param>
    private async Task<Result<ZoneContents>> LeadAsync(
        Subdomain subdomain, Func<Zone, bool> mayChange, Func<DatabaseTransaction, Task<Result<string>>> address, Func<DatabaseTransaction, Task> also, CancellationToken cancellationToken)
    {
        if (await database.ReadAsync(session => ZoneStore.FindAsync(session, subdomain.ZoneId), cancellationToken) is not { } zone)
        {
            return DnsFailures.UnknownSubdomain(subdomain.Id);
        }

        return await change.RunAsync(
            zone, now => !now.Deleted && mayChange(now),
            async (transaction, contents) =>
            {
                // It may have gone while this waited for the zone.
                if (await RecordStore.FindSubdomainAsync(transaction, subdomain.Id) is null)
                {
                    return DnsFailures.UnknownSubdomain(subdomain.Id);
                }

                if (!(await address(transaction)).TryGet(out var ip, out var failure))
                {
                    return failure;
                }

                var record = contents.Records.FirstOrDefault(each => each.Type == RecordTypes.A && each.IsAt(zone.Name, subdomain.FullName)) ?? new ZoneRecord(0, subdomain.Name, RecordTypes.A, "", SetRecords.UsualTtl, 0);
                var others = contents.Records.Where(each => each != record);
                return ip.Length == 0 ? [.. others] : new List<ZoneRecord>([.. others, record with { Content = ip }]);
            },
            raiseSerial: true, also, cancellationToken);
    }

    private async Task<Result<Subdomain>> FindAsync(Caller caller, int id, CancellationToken cancellationToken) =>
        caller.MayUseAccount() is { } refused ? refused
            : await database.ReadAsync(session => RecordStore.FindSubdomainAsync(session, caller.AccountId, id), cancellationToken) is { } found ? found
            : DnsFailures.UnknownSubdomain(id);

    private static async Task<Result<string>> AddressAsync(DatabaseTransaction transaction, Caller caller, ServerId server) =>
        await ServerQueries.OwnAsync(transaction, caller, server) is null ? ServerFailures.Unknown(server)
            : await MainAddressAsync(transaction, server) is { } ip ? ip
            : DnsFailures.NoAddress(server);

    private static async Task<string?> MainAddressAsync(DatabaseTransaction transaction, ServerId server) => (await Addresses.OfAsync(transaction, server)).FirstOrDefault(address => address.Main)?.Ip;
}
