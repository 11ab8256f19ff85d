using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Slipway.Storage;

public static class StorageSetup
{
    /// <summary>The database, the sealer whose keys lie in <paramref name="dataFolder"/>, and the model for reading.</summary>
    public static IServiceCollection AddStorage(this IServiceCollection services, DatabaseOptions options, string dataFolder)
    {
        services.AddSingleton(options);
        services.AddSingleton<Database>();
        services.AddSingleton<Migrator>();
        services.AddSingleton<Changes>();
        services.AddSingleton<Func<SlipwayDb>>(_ => options.IsPostgreSql
            ? () => new PostgreSqlDb(Configure(new DbContextOptionsBuilder<PostgreSqlDb>(), options).Options)
            : () => new SqliteDb(Configure(new DbContextOptionsBuilder<SqliteDb>(), options).Options));
        services.AddDataProtection()
            .SetApplicationName("slipway")
            .PersistKeysToFileSystem(KeyFolder(dataFolder));
        services.AddSingleton<Sealer>();
        return services;
    }

    internal static DbContextOptionsBuilder<T> Configure<T>(DbContextOptionsBuilder<T> builder, DatabaseOptions options)
        where T : DbContext
    {
        _ = options.IsPostgreSql ? builder.UseNpgsql(options.ConnectionString) : builder.UseSqlite(options.ConnectionString);
        return (DbContextOptionsBuilder<T>)builder.UseSnakeCaseNamingConvention();
    }

    private static DirectoryInfo KeyFolder(string dataFolder)
    {
        var folder = Path.Combine(dataFolder, "keys");
        return OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(folder)
            : Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
