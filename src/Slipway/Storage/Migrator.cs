using Microsoft.EntityFrameworkCore;

namespace Slipway.Storage;

/// <summary>Brings the database to the schema of this version, and refuses one that is newer.</summary>
public sealed class Migrator(Func<SlipwayDb> model, Database database)
{
    // Numbers that a person can tell apart at a glance: a server is not an invoice. Never lowered.
    private static readonly (string Table, int First)[] FirstIds =
    [
        ("accounts_account", 48101), ("servers_server", 70201), ("orders_order", 5501), ("billing_invoice", 60401), ("servers_tag", 8801),
    ];

    public async Task<IReadOnlyList<string>> PendingAsync(CancellationToken cancellationToken)
    {
        database.Options.PrepareFile();
        await using var db = model();
        return [.. await db.Database.GetPendingMigrationsAsync(cancellationToken)];
    }

    /// <summary>
    /// Before work begins: SQLite is brought up to date by itself, and so is a database that is still empty. A PostgreSQL
    /// database that others may be using waits for <c>slipwayd migrate</c>.
    /// </summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        database.Options.PrepareFile();
        await using var db = model();
        var applied = (await db.Database.GetAppliedMigrationsAsync(cancellationToken)).Count();
        var pending = database.Options.IsPostgreSql && applied > 0 ? await PendingAsync(cancellationToken) : [];
        if (pending.Count > 0)
        {
            throw new InvalidOperationException($"The database lacks {string.Join(", ", pending)}. Run 'slipwayd migrate --database ...' once, then start again.");
        }

        await MigrateAsync(cancellationToken);
    }

    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var db = model();
        var known = db.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
        var newer = (await db.Database.GetAppliedMigrationsAsync(cancellationToken)).Where(name => !known.Contains(name)).ToList();
        if (newer.Count > 0)
        {
            throw new InvalidOperationException(
                $"The database was made by a newer Slipway (it has {string.Join(", ", newer)}). Install that version, or restore a backup.");
        }

        if (!database.Options.IsPostgreSql)
        {
            await db.Database.ExecuteSqlRawAsync("pragma journal_mode = wal;", cancellationToken);
        }

        if ((await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
        {
            await ApplyAsync(db, cancellationToken);
        }

        await database.InTransactionAsync(StartNumbersAsync, cancellationToken);
    }

    /// <summary>
    /// On SQLite the model's own lock is a row, which a killed process leaves behind for ever. So a lock on a file, which dies
    /// with its process, stands before it, and whoever holds that may clear the row away.
    /// </summary>
    private async Task ApplyAsync(SlipwayDb db, CancellationToken cancellationToken)
    {
        if (database.Options.SqliteFile is not { } file)
        {
            await db.Database.MigrateAsync(cancellationToken);
            return;
        }

        await using var held = TryLock($"{file}.migrating")
            ?? throw new InvalidOperationException("Another slipwayd is bringing this database up to date. Try again when it has finished.");
        if (await database.ReadAsync(session => session.ScalarAsync<int>("select count(*) from sqlite_master where name = '__EFMigrationsLock'"), cancellationToken) > 0)
        {
            await database.InTransactionAsync(transaction => transaction.ExecuteAsync("delete from \"__EFMigrationsLock\""), cancellationToken);
        }

        await db.Database.MigrateAsync(cancellationToken);
    }

    private static FileStream? TryLock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static async Task StartNumbersAsync(DatabaseTransaction transaction)
    {
        foreach (var (table, first) in FirstIds)
        {
            if (await transaction.ScalarAsync<long>($"select count(*) from (select 1 from {table} limit 1) as any_row") > 0)
            {
                continue;
            }

            if (transaction.IsPostgreSql)
            {
                await transaction.ExecuteAsync($"select setval(pg_get_serial_sequence('{table}', 'id'), greatest({first} - 1, (select last_value from {table}_id_seq)))");
            }
            else
            {
                await transaction.ExecuteAsync("insert into sqlite_sequence(name, seq) select @table, @seq where not exists (select 1 from sqlite_sequence where name = @table)", ("table", table), ("seq", first - 1));
            }
        }
    }
}
