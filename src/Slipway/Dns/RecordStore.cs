using Slipway.Storage;

namespace Slipway.Dns;

/// <summary>What is in a zone: records, and sub-domains, which lead to servers.</summary>
internal static class RecordStore
{
    public static async Task<ZoneContents> ContentsAsync(DatabaseSession session, Zone zone) => new(
        zone,
        await session.ListAsync(
            "select id, name, type, content, ttl, priority from dns_record where zone_id = @zone order by id",
            row => new ZoneRecord(row.Int(0), row.Text(1), row.Text(2), row.Text(3), row.Int(4), row.Int(5)),
            ("zone", zone.Id.Value)));

    /// <summary>Makes one of the other; answers it with the numbers of new rows.</summary>
    public static async Task<IReadOnlyList<ZoneRecord>> ReplaceAsync(DatabaseTransaction transaction, ZoneId zone, IReadOnlyList<ZoneRecord> from, IReadOnlyList<ZoneRecord> to)
    {
        var kept = to.Select(record => record.Id).ToHashSet();
        foreach (var gone in from.Where(record => !kept.Contains(record.Id)))
        {
            await transaction.ExecuteAsync("delete from dns_record where id = @id", ("id", gone.Id));
        }

        var before = from.ToDictionary(record => record.Id);
        var made = new List<ZoneRecord>(to.Count);
        foreach (var record in to)
        {
            if (record.Id == 0)
            {
                made.Add(record with { Id = await InsertAsync(transaction, zone, record) });
                continue;
            }

            made.Add(record);
            if (before[record.Id] != record)
            {
                await transaction.ExecuteAsync(
                    "update dns_record set name = @name, type = @type, content = @content, ttl = @ttl, priority = @priority where id = @id",
                    ("name", record.Name), ("type", record.Type), ("content", record.Content), ("ttl", record.Ttl), ("priority", record.Priority), ("id", record.Id));
            }
        }

        return made;
    }

    public static Task<int> InsertAsync(DatabaseTransaction transaction, ZoneId zone, ZoneRecord record) => transaction.ScalarAsync<int>(
        "insert into dns_record (zone_id, name, type, content, ttl, priority) values (@zone, @name, @type, @content, @ttl, @priority) returning id",
        ("zone", zone.Value), ("name", record.Name), ("type", record.Type), ("content", record.Content), ("ttl", record.Ttl), ("priority", record.Priority));

    /// <summary>Unless it says something else by now.</summary>
    public static Task SetContentAsync(DatabaseTransaction transaction, ZoneRecord record, string content) =>
        transaction.ExecuteAsync("update dns_record set content = @content where id = @id and content = @before", ("content", content), ("id", record.Id), ("before", record.Content));

    public static Task<List<Subdomain>> SubdomainsOfServerAsync(DatabaseSession session, AccountId account, ServerId server) => SubdomainsAsync(
        session, "z.account_id = @account and z.deleted = 0 and s.server_id = @server", ("account", account.Value), ("server", server.Value));

    public static Task<List<Subdomain>> SubdomainsOfZoneAsync(DatabaseSession session, ZoneId zone) => SubdomainsAsync(session, "s.zone_id = @zone", ("zone", zone.Value));

    public static async Task<Subdomain?> FindSubdomainAsync(DatabaseSession session, AccountId account, int id) =>
        (await SubdomainsAsync(session, "z.account_id = @account and z.deleted = 0 and s.id = @id", ("account", account.Value), ("id", id))).FirstOrDefault();

    /// <summary>Those that do not lead where their server is now.</summary>
    public static Task<List<int>> AstrayAsync(DatabaseSession session) => session.ListAsync(
        $"""
        select s.id from dns_subdomain as s join dns_zone as z on z.id = s.zone_id and z.deleted = 0
        left join network_address as a on a.server_id = s.server_id and a.main = 1
        where a.number is null or not exists (select 1 from dns_record as r where r.zone_id = s.zone_id and r.name = s.name and r.type = 'A'
            and r.content = (a.number >> 24) || '.' || ((a.number >> 16) & 255) || '.' || ((a.number >> 8) & 255) || '.' || (a.number & 255))
        """,
        row => row.Int(0));

    public static async Task<Subdomain?> FindSubdomainAsync(DatabaseSession session, int id) => (await SubdomainsAsync(session, "s.id = @id", ("id", id))).FirstOrDefault();

    public static Task<int> InsertSubdomainAsync(DatabaseTransaction transaction, ZoneId zone, ServerId server, string name, DateTimeOffset now) => transaction.ScalarAsync<int>(
        "insert into dns_subdomain (zone_id, server_id, name, created_at) values (@zone, @server, @name, @now) returning id", ("zone", zone.Value), ("server", server.Value), ("name", name), ("now", now));

    public static Task MoveSubdomainAsync(DatabaseTransaction transaction, int id, ServerId server) =>
        transaction.ExecuteAsync("update dns_subdomain set server_id = @server where id = @id", ("server", server.Value), ("id", id));

    public static Task DeleteSubdomainAsync(DatabaseTransaction transaction, int id) => transaction.ExecuteAsync("delete from dns_subdomain where id = @id", ("id", id));

    private static Task<List<Subdomain>> SubdomainsAsync(DatabaseSession session, string where, params (string Name, object? Value)[] parameters) => session.ListAsync(
        $"select s.id, s.zone_id, z.name, s.server_id, s.name from dns_subdomain as s join dns_zone as z on z.id = s.zone_id where {where} order by s.id",
        row => new Subdomain(row.Int(0), new ZoneId(row.Int(1)), row.Text(2), new ServerId(row.Int(3)), row.Text(4)), parameters);
}
