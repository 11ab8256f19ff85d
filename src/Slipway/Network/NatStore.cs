using Slipway.Storage;

namespace Slipway.Network;

/// <summary>A public address that leads to a management module for a while.</summary>
/// <param name="InnerIp">The module's own address; empty until it is known.</param>
/// <param name="Acl">Who may come through: addresses and networks, separated by commas.</param>
public sealed record StaticNat(int Id, ServerId Server, string WhiteIp, string InnerIp, string Acl, bool Secured, DateTimeOffset ExpiresAt);

internal static class NatStore
{
    /// <summary>What the public address is kept for, as it stands with the address.</summary>
    public const string Reason = "static nat";

    private const string Columns = "id, server_id, white_number, inner_ip, acl, secured, expires_at";

    public static async Task<StaticNat> InsertAsync(DatabaseTransaction transaction, StaticNat nat) => nat with
    {
        Id = await transaction.ScalarAsync<int>(
            "insert into network_static_nat (server_id, white_number, inner_ip, acl, secured, expires_at) values (@server, @white, @inner, @acl, @secured, @expires) returning id",
            ("server", nat.Server.Value), ("white", Address.ToNumber(nat.WhiteIp)), ("inner", nat.InnerIp), ("acl", nat.Acl), ("secured", nat.Secured), ("expires", nat.ExpiresAt)),
    };

    public static Task SetInnerAsync(DatabaseTransaction transaction, int id, string inner) =>
        transaction.ExecuteAsync("update network_static_nat set inner_ip = @inner where id = @id", ("inner", inner), ("id", id));

    public static Task<List<StaticNat>> OfAsync(DatabaseSession session, ServerId server) =>
        session.ListAsync($"select {Columns} from network_static_nat where server_id = @server order by id", Read, ("server", server.Value));

    public static Task<StaticNat?> FindAsync(DatabaseSession session, int id) =>
        session.FirstAsync($"select {Columns} from network_static_nat where id = @id", Read, ("id", id));

    /// <summary>By its public address.</summary>
    public static Task<StaticNat?> FindAsync(DatabaseSession session, string whiteIp) =>
        session.FirstAsync($"select {Columns} from network_static_nat where white_number = @white", Read, ("white", Address.ToNumber(whiteIp)));

    public static Task<List<StaticNat>> ToInnerAsync(DatabaseSession session, string innerIp) =>
        session.ListAsync($"select {Columns} from network_static_nat where inner_ip = @inner order by id", Read, ("inner", innerIp));

    public static Task<List<StaticNat>> OverAsync(DatabaseSession session, DateTimeOffset now, int most) =>
        session.ListAsync($"select {Columns} from network_static_nat where expires_at <= @now order by expires_at limit {most}", Read, ("now", now));

    /// <summary>Nothing leads there any more, and the public address rests. May be repeated: false when it was closed before.</summary>
    public static async Task<bool> CloseAsync(DatabaseTransaction transaction, StaticNat nat, DateTimeOffset now)
    {
        if (await transaction.ExecuteAsync("delete from network_static_nat where id = @id", ("id", nat.Id)) == 0)
        {
            return false;
        }

        await AddressStore.UnreserveAsync(transaction, nat.WhiteIp, now);
        return true;
    }

    private static StaticNat Read(Row row) => new(row.Int(0), new ServerId(row.Int(1)), Address.ToText(row.Long(2)), row.Text(3), row.Text(4), row.Flag(5), row.Time(6));
}
