using Slipway.Testing.Databases;
using Xunit;

namespace Slipway.Testing;

/// <summary>
/// The features on a database of one test class. A suite is an abstract class; its two subclasses take
/// <see cref="OnSqlite"/> and <see cref="OnPostgreSql"/>.
/// </summary>
public abstract class StoreFixture(DatabaseKind kind) : IAsyncLifetime
{
    private TestDatabase? _database;
    private Business? _business;

    public DatabaseKind Kind { get; } = kind;

    public Business Business => _business ?? throw new InvalidOperationException("The fixture is not started.");

    public TestDatabase Database => _database ?? throw new InvalidOperationException("The fixture is not started.");

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(Kind);
        _business = await Business.OnAsync(_database);
        await _business.GivenStockAsync();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        // Either may be missing when the start has failed; that failure is the one to be read.
        if (_business is not null)
        {
            await _business.DisposeAsync();
        }

        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }
}

public sealed class OnSqlite() : StoreFixture(DatabaseKind.Sqlite);

public sealed class OnPostgreSql() : StoreFixture(DatabaseKind.PostgreSql);
