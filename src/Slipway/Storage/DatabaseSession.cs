using System.Data.Common;

namespace Slipway.Storage;

/// <summary>
/// Statements in the dialect that SQLite and PostgreSQL share. Parameters are written <c>@name</c>. Only stores, queries
/// and this folder write SQL.
/// </summary>
public class DatabaseSession(DbConnection connection, DbTransaction? transaction, bool isPostgreSql, Dictionary<string, DbCommand>? commands = null)
{
    public bool IsPostgreSql { get; } = isPostgreSql;

    /// <summary>Makes the rows read by a select wait for one another on PostgreSQL; SQLite has one writer anyway.</summary>
    public string ForUpdate => IsPostgreSql ? " for update" : "";

    /// <summary>As <see cref="ForUpdate"/>, but passes over rows that another transaction holds.</summary>
    public string ForUpdateSkipLocked => IsPostgreSql ? " for update skip locked" : "";

    /// <summary>Runs a statement and answers how many rows it touched.</summary>
    public async Task<int> ExecuteAsync(string sql, params (string Name, object? Value)[] parameters)
    {
        var command = Command(sql, parameters, out var kept);
        try
        {
            return await command.ExecuteNonQueryAsync();
        }
        finally
        {
            await ReleaseAsync(command, kept);
        }
    }

    /// <summary>The first column of the first row, or null when there is none.</summary>
    public async Task<T?> ScalarAsync<T>(string sql, params (string Name, object? Value)[] parameters)
    {
        var command = Command(sql, parameters, out var kept);
        try
        {
            var value = await command.ExecuteScalarAsync();
            return value is null or DBNull ? default : (T)Convert.ChangeType(value, Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T), System.Globalization.CultureInfo.InvariantCulture);
        }
        finally
        {
            await ReleaseAsync(command, kept);
        }
    }

    /// <summary>All rows, each read by <paramref name="read"/>.</summary>
    public async Task<List<T>> ListAsync<T>(string sql, Func<Row, T> read, params (string Name, object? Value)[] parameters)
    {
        var command = Command(sql, parameters, out var kept);
        try
        {
            await using var reader = await command.ExecuteReaderAsync();
            var rows = new List<T>();
            while (await reader.ReadAsync())
            {
                rows.Add(read(new Row(reader)));
            }

            return rows;
        }
        finally
        {
            await ReleaseAsync(command, kept);
        }
    }

    /// <summary>The first row, or null when there is none.</summary>
    public async Task<T?> FirstAsync<T>(string sql, Func<Row, T> read, params (string Name, object? Value)[] parameters)
        where T : class
    {
        var rows = await ListAsync(sql, read, parameters);
        return rows.Count == 0 ? null : rows[0];
    }

    private DbCommand Command(string sql, (string Name, object? Value)[] parameters, out bool kept)
    {
        kept = commands is not null;
        if (commands is null || !commands.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            foreach (var (name, _) in parameters)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = name;
                command.Parameters.Add(parameter);
            }

            commands?.Add(sql, command);
        }

        command.Transaction = transaction;
        for (var index = 0; index < parameters.Length; index++)
        {
            command.Parameters[index].Value = Stored(parameters[index].Value);
        }

        return command;
    }

    private static async ValueTask ReleaseAsync(DbCommand command, bool kept)
    {
        if (kept)
        {
            command.Transaction = null;
        }
        else
        {
            await command.DisposeAsync();
        }
    }

    private static object Stored(object? value) => value switch
    {
        null => DBNull.Value,
        DateTimeOffset time => time.ToUnixTimeMilliseconds(),
        bool flag => flag ? 1 : 0,
        _ => value,
    };
}

/// <summary>One row under the reader, by column position. Times are kept as Unix milliseconds, flags as 0 and 1.</summary>
public readonly struct Row(DbDataReader reader)
{
    public int Int(int column) => reader.GetInt32(column);

    public int? IntOrNull(int column) => reader.IsDBNull(column) ? null : reader.GetInt32(column);

    public long Long(int column) => reader.GetInt64(column);

    public string Text(int column) => reader.GetString(column);

    public string? TextOrNull(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    public bool Flag(int column) => reader.GetInt32(column) != 0;

    public byte[] Bytes(int column) => (byte[])reader.GetValue(column);

    public DateTimeOffset Time(int column) => DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));

    public DateTimeOffset? TimeOrNull(int column) => reader.IsDBNull(column) ? null : Time(column);
}
