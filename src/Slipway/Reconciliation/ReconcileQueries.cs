using Slipway.Billing;
using Slipway.Servers;
using Slipway.Storage;

namespace Slipway.Reconciliation;

/// <summary>The comparisons that the database can make by itself. Each answers one text per difference.</summary>
internal static class ReconcileQueries
{
    private const string Held = "(select coalesce(sum(p.amount), 0) from billing_posting as p where p.book = 'held:' || i.id)";

    // A server that a run is changing is looked at the next time; a removal that waits for the end of the period changes nothing yet.
    private const string Quiet = "not exists (select 1 from workflows_run as r where r.ended_at is null and (r.subject = 'server:' || s.id or (r.subject = 'termination:' || s.id and r.step > 0)))";

    public static readonly IReadOnlyList<Comparison> All =
    [
        new("books", "an entry whose postings do not sum to zero",
            "select 'entry ' || entry_id || ': off by ' || sum(amount) || ' parts of ' || currency from billing_posting group by entry_id, currency having sum(amount) <> 0",
            "The books are append-only: this was written past Slipway. Compare with a backup, then correct it with an entry of its own."),
        new("books", "a running balance that is not the sum so far",
            "select 'posting ' || id || ' in ' || book from (select id, book, balance, sum(amount) over (partition by book, currency order by id) as so_far from billing_posting) as postings where balance is not null and balance <> so_far",
            "A posting was changed or removed past Slipway. Compare with a backup."),
        new("books", "credit or held money below zero",
            "select book || ' ' || currency || ': ' || sum(amount) from billing_posting where book like 'credit:%' or book like 'held:%' group by book, currency having sum(amount) < 0",
            "Grant the missing credit with a reason (slipwayd admin grant-credit), and find out who wrote the entry."),
        new("invoices", "money that is held for an invoice which is not what was paid for it",
            $"select 'invoice ' || i.id || ': paid ' || i.paid || ', held ' || {Held} from billing_invoice as i where i.posted_at is null and i.state in (0, 1, 4, 5) and i.paid <> {Held}",
            "Look at the entries of the invoice (billing_entry.invoice_id); one of its payments was not booked, or booked twice."),
        new("invoices", "money that is still held for an invoice which is over",
            $"select 'invoice ' || i.id || ': ' || {Held} from billing_invoice as i where (i.posted_at is not null or i.state in (2, 3)) and {Held} <> 0",
            "It belongs to the customer: grant it as credit and note the invoice."),
        new("invoices", "an earned invoice whose revenue and tax are not its total less what was refunded",
            """
            select 'invoice ' || i.id || ' (' || i.number || ')' from billing_invoice as i
            where i.number is not null and i.total - i.refunded <> (
                select coalesce(sum(p.amount), 0) from billing_posting as p join billing_entry as e on e.id = p.entry_id where e.invoice_id = i.id and (p.book = 'revenue' or p.book like 'tax:%'))
            """,
            "Compare the invoice's entries with its lines and credit notes."),
        new("invoices", "credit notes that are not what was refunded",
            "select 'invoice ' || i.id from billing_invoice as i where i.number is not null and i.refunded <> (select coalesce(sum(n.total), 0) from billing_credit_note as n where n.invoice_id = i.id)",
            "Compare the invoice's credit notes with its entries of kind refund."),
        new("invoices", "a service that is billed twice for a period",
            "select 'order ' || order_id || ' from ' || period_from from billing_invoice where order_id is not null and period_from is not null and state <> 2 group by order_id, purpose, period_from having count(*) > 1",
            "Refund one of the two (slipwayd admin refund)."),
        new("invoices", "a series of numbers with a gap",
            """
            select 'series ' || series || ': ' || given || ' numbers from ' || lowest || ' to ' || highest || ', the last given is ' || last from (
                select c.series, c.last, count(*) as given, min(cast(substr(n.number, length(c.series) + 1) as bigint)) as lowest, max(cast(substr(n.number, length(c.series) + 1) as bigint)) as highest
                from billing_series as c
                join (select number from billing_invoice where number is not null union all select number from billing_credit_note) as n on substr(n.number, 1, length(c.series)) = c.series
                group by c.series, c.last) as series_numbers
            where given <> last or lowest <> 1 or highest <> last
            """,
            "An invoice was removed or renumbered past Slipway. Compare with a backup: numbers must have no gap."),
        new("payments", "a gateway's payment that is not booked as it was told",
            """
            select gateway || ' ' || reference || ': paid ' || paid || ', booked ' || booked_paid || ', returned ' || returned || ', booked ' || booked_returned from (
                select m.gateway, m.reference, m.booked_paid, m.booked_returned,
                    m.paid + (select coalesce(sum(t.paid), 0) from billing_payment as t where t.gateway = m.gateway and t.other_reference in (m.reference, m.other_reference) and (t.facts & 16) <> 0) as paid,
                    m.returned + (select coalesce(sum(t.returned), 0) from billing_payment as t where t.gateway = m.gateway and t.other_reference in (m.reference, m.other_reference) and (t.facts & 16) <> 0) as returned
                from billing_payment as m where (m.facts & 16) = 0) as payments
            where paid <> booked_paid or booked_returned <> case when returned > paid then paid else returned end
            """,
            "Let the gateway send its event again, or compare with the gateway's own list."),
        new("services", "an invoice was paid further than its service lasts",
            "select 'order ' || o.id from orders_order as o where o.state = 2 and o.paid_until < (select max(i.period_to) from billing_invoice as i where i.order_id = o.id and i.state = 1 and i.purpose in (0, 1))",
            "Refund the period that was not given (slipwayd admin refund)."),
        new("services", "a running service and its server do not agree",
            $"select 'order ' || o.id || ', server ' || s.id || ' in state ' || s.state from orders_order as o join servers_server as s on s.id = o.server_id where o.state = 2 and {Quiet} and (s.state not in (2, 6) or (s.state = 6) <> (o.suspended_at is not null))",
            "Cancel the order if the server is gone; otherwise look at the server's last run (eq_callback/progress)."),
        new("services", "a server without a running service",
            $"select 'server ' || s.id || ' of order ' || o.id from servers_server as s join orders_order as o on o.id = s.order_id where s.state in (2, 6) and o.state <> 2 and {Quiet}",
            "Remove the server (slipwayd admin cancel --server)."),
        new("addresses", "an address that is held for a server which is over, or never was",
            $"select (a.number >> 24) || '.' || ((a.number >> 16) & 255) || '.' || ((a.number >> 8) & 255) || '.' || (a.number & 255) || ' for server ' || a.server_id from network_address as a left join servers_server as s on s.id = a.server_id where a.server_id is not null and (s.id is null or (s.state in (0, 4, 5) and {Quiet}))",
            "Give it back: update network_address set server_id = null where server_id = the server, and find out how it came about."),
        new("addresses", "a delivered server without a main address",
            $"select 'server ' || s.id from servers_server as s where s.state in (2, 6) and {Quiet} and (select count(*) from network_address as a where a.server_id = s.id) = 0",
            "Assign one, or refund the customer and remove the server."),
        new("stock", "a node that counts other than what is placed on it",
            """
            select n.name || ': counts ' || n.used_cores || ' cores, ' || n.used_memory_mb || ' MB, ' || n.used_disk_gb || ' GB' from servers_node as n
            where n.used_cores <> (select coalesce(sum(p.cores), 0) from servers_placement as p where p.node_id = n.id)
               or n.used_memory_mb <> (select coalesce(sum(p.memory_mb), 0) from servers_placement as p where p.node_id = n.id)
               or n.used_disk_gb <> (select coalesce(sum(p.disk_gb), 0) from servers_placement as p where p.node_id = n.id)
            """,
            "Set the node's used_* columns to the sums over servers_placement."),
        new("stock", "a place that is kept for a server which is over, or for a quote that has expired",
            $"select 'place of ' || p.server_id || ' on node ' || p.node_id from servers_placement as p left join servers_server as s on s.id = p.server_id where (p.server_id > 0 and (s.id is null or (s.state in (0, 4, 5) and {Quiet}))) or (p.server_id < 0 and not exists (select 1 from orders_held_quote as q where q.id = -p.server_id))",
            "Delete the row of servers_placement and lower the node's used_* columns by it."),
        new("runs", "a run that is stuck",
            "select async_key || ' (' || workflow || ', ' || subject || ')' from workflows_run where state = 4 and ended_at is null",
            "See docs/operate: what to do with a stuck run."),
    ];

    public static async Task<IReadOnlyList<Difference>> RunAsync(DatabaseSession session, Comparison comparison) =>
        [.. (await session.ListAsync(comparison.Sql, row => row.Text(0))).Select(found => new Difference(comparison.Area, $"{comparison.Name}: {found}", comparison.Remedy))];

    /// <summary>Servers that have a place, with what their machine should be.</summary>
    public static Task<List<PlacedServer>> PlacedAsync(DatabaseSession session) =>
        session.ListAsync(
            $"""
            select s.id, s.state, s.power, n.name, n.driver, case when {Quiet} and not exists (select 1 from workflows_run as r where r.ended_at is null and r.subject = 'power:' || s.id) then 0 else 1 end
            from servers_server as s join servers_placement as p on p.server_id = s.id join servers_node as n on n.id = p.node_id order by s.id
            """,
            row => new PlacedServer(new ServerId(row.Int(0)), (ServerState)row.Int(1), row.Int(2) == (int)Machines.PowerState.On, row.Text(3), row.Text(4), row.Flag(5)));

    public static Task<List<(string Name, string Driver)>> NodesAsync(DatabaseSession session) =>
        session.ListAsync("select name, driver from servers_node order by id", row => (row.Text(0), row.Text(1)));

    /// <summary>What is owed and held, per currency, in parts: for the metrics.</summary>
    public static Task<List<BookTotal>> BooksAsync(DatabaseSession session) =>
        session.ListAsync(
            """
            select kind, currency, cast(sum(amount) as bigint) from (
                select case when instr(book, ':') > 0 then substr(book, 1, instr(book, ':') - 1) else book end as kind, currency, amount from billing_posting) as books
            group by kind, currency
            """.Replace("instr(book, ':')", session.IsPostgreSql ? "strpos(book, ':')" : "instr(book, ':')", StringComparison.Ordinal),
            row => new BookTotal(row.Text(0), Money.FromStored(row.Long(2), new Currency(row.Text(1)))));
}

/// <param name="Name">What a row of the answer is.</param>
internal sealed record Comparison(string Area, string Name, string Sql, string Remedy);

/// <param name="UnderWay">A run is changing it.</param>
internal sealed record PlacedServer(ServerId Id, ServerState State, bool IsOn, string Node, string Driver, bool UnderWay);
