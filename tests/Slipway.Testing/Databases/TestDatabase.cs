using Microsoft.Data.Sqlite;
using Slipway.Storage;

namespace Slipway.Testing.Databases;

public enum DatabaseKind
{
    Sqlite,
    PostgreSql,
}

/// <summary>
/// A database of one's own with the schema and the shipped catalog in it: a copy of a template that is made once per test
/// process and kind, because migrating each time would cost more than most tests.
/// </summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private static readonly Lazy<Task<string>> SqliteTemplate = new(() => TemplateAsync(DatabaseKind.Sqlite));
    private static readonly Lazy<Task<string>> PostgreSqlTemplate = new(() => TemplateAsync(DatabaseKind.PostgreSql));

    private TestDatabase(string folder, string? connection)
    {
        Folder = folder;
        Connection = connection;
    }

    /// <summary>The data folder; on SQLite the database lies in it.</summary>
    public string Folder { get; }

    /// <summary>As the option <c>--database</c> has it: null is SQLite in the folder.</summary>
    public string? Connection { get; }

    public DatabaseOptions Options => DatabaseOptions.From(Connection, Folder);

    public static async Task<TestDatabase> CreateAsync(DatabaseKind kind)
    {
        var template = await (kind == DatabaseKind.Sqlite ? SqliteTemplate : PostgreSqlTemplate).Value;
        if (kind == DatabaseKind.PostgreSql)
        {
            var cluster = await PostgreSqlCluster.StartedAsync();
            return new TestDatabase(NewFolder(), cluster.ConnectionTo(await cluster.CreateAsync(template)));
        }

        var database = new TestDatabase(NewFolder(), null);
        File.Copy(template, Path.Combine(database.Folder, "slipway.db"));
        return database;
    }

    /// <summary>One that outlives the process: on SQLite in this folder, which is its data folder too.</summary>
    public static TestDatabase In(string folder) => new(Directory.CreateDirectory(folder).FullName, null);

    /// <summary>Nothing in it, not even a schema.</summary>
    public static async Task<TestDatabase> CreateEmptyAsync(DatabaseKind kind)
    {
        if (kind == DatabaseKind.Sqlite)
        {
            return new TestDatabase(NewFolder(), null);
        }

        var cluster = await PostgreSqlCluster.StartedAsync();
        return new TestDatabase(NewFolder(), cluster.ConnectionTo(await cluster.CreateAsync()));
    }

    public ValueTask DisposeAsync()
    {
        // The pool keeps files open; a database on the cluster goes with the cluster.
        SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static string NewFolder() => Directory.CreateTempSubdirectory("slipway-test-").FullName;

    private static async Task<string> TemplateAsync(DatabaseKind kind)
    {
        var empty = await CreateEmptyAsync(kind);
        await using (var business = await Business.OnAsync(empty))
        {
            await business.PrepareAsync();
        }

        if (kind == DatabaseKind.PostgreSql)
        {
            Npgsql.NpgsqlConnection.ClearAllPools();
            Directory.Delete(empty.Folder, recursive: true);
            return new Npgsql.NpgsqlConnectionStringBuilder(empty.Connection).Database!;
        }

        // Folded into the one file, so that copying that is copying all.
        await using (var connection = new SqliteConnection(empty.Options.ConnectionString + ";Pooling=false"))
        {
            await connection.OpenAsync();
            await using var fold = connection.CreateCommand();
            fold.CommandText = "pragma wal_checkpoint(truncate)";
            await fold.ExecuteNonQueryAsync();
        }

        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(empty.Folder, recursive: true);
        return Path.Combine(empty.Folder, "slipway.db");
    }
}
