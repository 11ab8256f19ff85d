using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Slipway.Testing;

namespace Slipway.Bench;

/// <summary>
/// What one order writes, found by comparing the database before and after it: the new rows of each table, and the rows that
/// changed. Repeated with fresh keys, prepared statements and one transaction each: the least that the same facts cost.
/// </summary>
internal sealed class WritesOfAnOrder(IReadOnlyList<WritesOfAnOrder.NewRow> inserts, IReadOnlyList<WritesOfAnOrder.NewRow> updates)
{
    public static async Task<WritesOfAnOrder> ReadAsync(CustomerSession customer, string file)
    {
        await QuietAsync(file);
        var before = Snapshot(file);
        // Its run begins at once; what that adds to the journal is not the order's.
        await customer.OrderAsync("Abcd1234", ("soft_id", "20"));
        var after = Snapshot(file);
        List<NewRow> inserts = [], updates = [];
        foreach (var (table, rows) in after)
        {
            foreach (var (key, row) in rows)
            {
                // The journal is written by the run that begins at once, not by the order.
                if (table is "workflows_journal" || (before[table].TryGetValue(key, out var old) && old.Values.SequenceEqual(row.Values)))
                {
                    continue;
                }

                (before[table].ContainsKey(key) ? updates : inserts).Add(row);
            }
        }

        return inserts.Count > 5 ? new WritesOfAnOrder(inserts, updates) : throw new InvalidOperationException("One order wrote hardly anything: the bench looks at the wrong database.");
    }

    private long _number = 1_000_000_000;

    /// <summary>Transactions per second.</summary>
    public double RepeatFor(TimeSpan time, string file)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=false");
        connection.Open();
        Execute(connection, "pragma journal_mode = wal");
        Execute(connection, "pragma synchronous = full");
        Execute(connection, "pragma foreign_keys = off");
        var statements = inserts.Select(row => Insert(connection, row)).Concat(updates.Select(row => Update(connection, row))).ToList();
        var watch = Stopwatch.StartNew();
        var count = 0;
        while (watch.Elapsed < time)
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            foreach (var (command, refresh) in statements)
            {
                command.Transaction = transaction;
                refresh();
                command.ExecuteNonQuery();
            }

            transaction.Commit();
            count++;
        }

        return count / watch.Elapsed.TotalSeconds;
    }

    private (SqliteCommand Command, Action Refresh) Insert(SqliteConnection connection, NewRow row)
    {
        var command = connection.CreateCommand();
        command.CommandText = $"insert into {row.Table} ({string.Join(", ", row.Columns)}) values ({string.Join(", ", row.Columns.Select(column => $"@{column}"))})";
        var fresh = new List<SqliteParameter>();
        for (var index = 0; index < row.Columns.Count; index++)
        {
            var parameter = command.Parameters.AddWithValue($"@{row.Columns[index]}", row.Values[index]);
            if (row.Unique.Contains(row.Columns[index]))
            {
                fresh.Add(parameter);
            }
        }

        command.Prepare();
        return (command, () =>
        {
            var number = ++_number;
            foreach (var parameter in fresh)
            {
                parameter.Value = parameter.Value is long ? number : parameter.Value is string ? $"{number:x32}" : parameter.Value;
            }
        }
        );
    }

    private static (SqliteCommand Command, Action Refresh) Update(SqliteConnection connection, NewRow row)
    {
        var command = connection.CreateCommand();
        command.CommandText = $"update {row.Table} set {string.Join(", ", row.Columns.Except(row.Key).Select(column => $"{column} = @{column}"))} where {string.Join(" and ", row.Key.Select(column => $"{column} = @{column}"))}";
        for (var index = 0; index < row.Columns.Count; index++)
        {
            command.Parameters.AddWithValue($"@{row.Columns[index]}", row.Values[index]);
        }

        command.Prepare();
        return (command, () => { });
    }

    private static async Task QuietAsync(string file)
    {
        var last = -1L;
        await Facts.UntilAsync("the runs have come to rest", async () =>
        {
            await Task.Delay(500);
            var now = Journal(file);
            return now == Interlocked.Exchange(ref last, now);
        }, TimeSpan.FromMinutes(2));
    }

    private static long Journal(string file)
    {
        using var connection = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "select count(*) from workflows_journal";
        return (long)command.ExecuteScalar()!;
    }

    private static Dictionary<string, Dictionary<string, NewRow>> Snapshot(string file)
    {
        using var connection = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=false");
        connection.Open();
        using var transaction = connection.BeginTransaction(deferred: true);
        var tables = List(connection, "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' and name not like '\\_\\_%' escape '\\'");
        return tables.ToDictionary(table => table, table =>
        {
            var key = List(connection, $"select name from pragma_table_info('{table}') where pk > 0 order by pk");
            var unique = key.Concat(List(connection, $"select i.name from pragma_index_list('{table}') l, pragma_index_info(l.name) i where l.\"unique\" = 1")).ToHashSet(StringComparer.Ordinal);
            using var command = connection.CreateCommand();
            command.CommandText = $"select * from {table}";
            using var reader = command.ExecuteReader();
            var columns = Enumerable.Range(0, reader.FieldCount).Select(reader.GetName).ToList();
            var rows = new Dictionary<string, NewRow>(StringComparer.Ordinal);
            while (reader.Read())
            {
                var values = new object[reader.FieldCount];
                reader.GetValues(values);
                rows[string.Join('|', key.Select(column => values[columns.IndexOf(column)]))] = new NewRow(table, columns, values, key, unique);
            }

            return rows;
        });
    }

    private static List<string> List(SqliteConnection connection, string query)
    {
        using var command = connection.CreateCommand();
        command.CommandText = query;
        using var reader = command.ExecuteReader();
        var list = new List<string>();
        while (reader.Read())
        {
            list.Add(reader.GetString(0));
        }

        return list;
    }

    private static void Execute(SqliteConnection connection, string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }

    internal sealed record NewRow(string Table, List<string> Columns, object[] Values, List<string> Key, HashSet<string> Unique);
}
