using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Slipway.Storage;

/// <summary>
/// The model: every feature adds its tables with an <see cref="IEntityTypeConfiguration{TEntity}"/> of its own. Migrations
/// are made from it, one set for each database (<c>CONTRIBUTING.md</c> has the two commands), and lists are read through it.
/// </summary>
public abstract class SlipwayDb(DbContextOptions options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(SlipwayDb).Assembly);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // One representation that both databases compare and sort alike.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMilliseconds>();
        configurationBuilder.Properties<bool>().HaveConversion<BoolToZeroOneConverter<int>>();
    }

    private sealed class UnixMilliseconds() : ValueConverter<DateTimeOffset, long>(
        time => time.ToUnixTimeMilliseconds(), stored => DateTimeOffset.FromUnixTimeMilliseconds(stored));
}

public sealed class SqliteDb(DbContextOptions<SqliteDb> options) : SlipwayDb(options)
{
    internal sealed class Factory : IDesignTimeDbContextFactory<SqliteDb>
    {
        public SqliteDb CreateDbContext(string[] args) =>
            new(StorageSetup.Configure(new DbContextOptionsBuilder<SqliteDb>(), DatabaseOptions.From(null, ".")).Options);
    }
}

public sealed class PostgreSqlDb(DbContextOptions<PostgreSqlDb> options) : SlipwayDb(options)
{
    internal sealed class Factory : IDesignTimeDbContextFactory<PostgreSqlDb>
    {
        public PostgreSqlDb CreateDbContext(string[] args) =>
            new(StorageSetup.Configure(new DbContextOptionsBuilder<PostgreSqlDb>(), DatabaseOptions.From("Host=localhost;Database=slipway", ".")).Options);
    }
}
