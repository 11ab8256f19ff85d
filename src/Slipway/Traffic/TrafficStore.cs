using Slipway.Servers;
using Slipway.Storage;

namespace Slipway.Traffic;

internal static class TrafficStore
{
    /// <summary>Length of a slice in seconds, and how long it is kept. The lengths stand in the database: they are for ever.</summary>
    public static readonly IReadOnlyList<(int Seconds, TimeSpan Kept)> Slices = [(300, TimeSpan.FromDays(2)), (3600, TimeSpan.FromDays(62)), (86400, TimeSpan.FromDays(3 * 366))];

    public static Task<List<MeasuredServer>> ServersAsync(DatabaseSession session) =>
        session.ListAsync(
            "select s.id, n.name, n.driver from servers_server as s join servers_placement as p on p.server_id = s.id join servers_node as n on n.id = p.node_id where s.state = @active order by s.id",
            row => new MeasuredServer(new ServerId(row.Int(0)), row.Text(1), row.Text(2)),
            ("active", (int)ServerState.Active));

    /// <summary>Whoever has read it counts next; others wait for that.</summary>
    public static Task<TrafficCounter?> CounterAsync(DatabaseTransaction transaction, ServerId server) =>
        transaction.FirstAsync(
            $"select epoch, received, sent, at from traffic_counter where server_id = @server{transaction.ForUpdate}",
            row => new TrafficCounter(row.Text(0), row.Long(1), row.Long(2), row.Time(3)),
            ("server", server.Value));

    /// <summary>False when somebody else was the first to count this server.</summary>
    public static async Task<bool> SaveCounterAsync(DatabaseTransaction transaction, ServerId server, TrafficCounter? last, TrafficCounter now) =>
        await transaction.ExecuteAsync(
            last is null
                ? "insert into traffic_counter (server_id, epoch, received, sent, at) values (@server, @epoch, @received, @sent, @at) on conflict (server_id) do nothing"
                : "update traffic_counter set epoch = @epoch, received = @received, sent = @sent, at = @at where server_id = @server",
            ("server", server.Value), ("epoch", now.Epoch), ("received", now.Received), ("sent", now.Sent), ("at", now.At)) == 1;

    /// <summary>Also when nothing went through: then it is known that nothing did.</summary>
    public static async Task<bool> AddAsync(DatabaseTransaction transaction, ServerId server, TrafficDelta delta)
    {
        foreach (var (seconds, _) in Slices)
        {
            await transaction.ExecuteAsync(
                """
                insert into traffic_slice (server_id, slice, "from", received, sent) values (@server, @slice, @from, @received, @sent)
                on conflict (server_id, slice, "from") do update set received = traffic_slice.received + excluded.received, sent = traffic_slice.sent + excluded.sent
                """,
                ("server", server.Value), ("slice", seconds), ("from", BeginOf(delta.Moment, seconds)), ("received", delta.Received), ("sent", delta.Sent));
        }

        return true;
    }

    /// <summary>Slices that have been kept long enough, and the counters of servers that are gone.</summary>
    public static async Task ForgetAsync(DatabaseTransaction transaction, DateTimeOffset now)
    {
        foreach (var (seconds, kept) in Slices)
        {
            await transaction.ExecuteAsync("""delete from traffic_slice where slice = @slice and "from" < @before""", ("slice", seconds), ("before", now - kept));
        }

        await transaction.ExecuteAsync(
            "delete from traffic_counter where server_id not in (select id from servers_server where state in (@active, @suspended))",
            ("active", (int)ServerState.Active), ("suspended", (int)ServerState.Suspended));
    }

    public static Task<List<TrafficPoint>> SeriesAsync(DatabaseSession session, ServerId server, TrafficPeriod period) =>
        session.ListAsync(
            """select "from", received, sent from traffic_slice where server_id = @server and slice = @slice and "from" >= @from and "from" < @until order by "from" """,
            row => new TrafficPoint(row.Time(0), row.Long(1), row.Long(2)),
            ("server", server.Value), ("slice", period.SliceSeconds), ("from", period.From), ("until", period.Until));

    public static DateTimeOffset BeginOf(DateTimeOffset moment, int seconds) =>
        DateTimeOffset.FromUnixTimeSeconds((long)Math.Floor(moment.ToUnixTimeMilliseconds() / 1000.0 / seconds) * seconds);
}
