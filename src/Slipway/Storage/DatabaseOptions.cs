using Microsoft.Data.Sqlite;

namespace Slipway.Storage;

/// <summary>Which database remembers: a SQLite file, or a PostgreSQL server.</summary>
public sealed record DatabaseOptions(bool IsPostgreSql, string ConnectionString)
{
    /// <summary>
    /// No connection given: SQLite in the data folder. Anything that names a host is PostgreSQL, as Npgsql writes it
    /// (<c>Host=...;Database=...</c>) or as a URL (<c>postgres://user:password@host:port/name</c>).
    /// </summary>
    public static DatabaseOptions From(string? connection, string dataFolder)
    {
        if (string.IsNullOrWhiteSpace(connection))
        {
            return Sqlite(Path.Combine(dataFolder, "slipway.db"));
        }

        if (Uri.TryCreate(connection, UriKind.Absolute, out var uri) && uri.Scheme is "postgres" or "postgresql" && uri.Host.Length > 0)
        {
            return new(true, FromUrl(uri));
        }

        return connection.Contains("host=", StringComparison.OrdinalIgnoreCase) || connection.Contains("server=", StringComparison.OrdinalIgnoreCase)
            ? new(true, connection)
            : connection.StartsWith("Data Source=", StringComparison.OrdinalIgnoreCase) ? Sqlite(new SqliteConnectionStringBuilder(connection).DataSource)
            // It would become a file, named after a password perhaps.
            : throw new InvalidOperationException("--database: the connection names no Host. Give Host=...;Database=...;Username=... or postgres://user:password@host/name; leave it out for SQLite.");
    }

    private static DatabaseOptions Sqlite(string file) =>
        new(false, new SqliteConnectionStringBuilder { DataSource = file, ForeignKeys = true, DefaultTimeout = 30 }.ToString());

    /// <summary>Path of the SQLite file; null on PostgreSQL.</summary>
    public string? SqliteFile => IsPostgreSql ? null : new SqliteConnectionStringBuilder(ConnectionString).DataSource;

    /// <summary>A new SQLite file belongs to its owner alone, whatever the folder allows; its journals take after it.</summary>
    public void PrepareFile()
    {
        if (SqliteFile is not { } file || OperatingSystem.IsWindows())
        {
            return;
        }

        try
        {
            File.Open(
                file,
                new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }).Dispose();
        }
        catch (IOException)
        {
            // It is there already.
        }
    }

    private static string FromUrl(Uri uri)
    {
        var login = uri.UserInfo.Split(':', 2);
        return new Npgsql.NpgsqlConnectionStringBuilder
        {
            Host = uri.Host,
            Port = uri.IsDefaultPort || uri.Port < 0 ? 5432 : uri.Port,
            Database = uri.AbsolutePath.Trim('/'),
            Username = Uri.UnescapeDataString(login[0]),
            Password = login.Length > 1 ? Uri.UnescapeDataString(login[1]) : null,
        }.ToString();
    }
}
