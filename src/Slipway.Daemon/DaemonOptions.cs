using Slipway.Storage;

namespace Slipway.Daemon;

/// <summary>What the command line decides; everything else is configuration.</summary>
/// <param name="DataFolder">Where the daemon keeps its files, and the database when none is given.</param>
/// <param name="Database">Connection of a PostgreSQL database, or null for SQLite in the data folder.</param>
/// <param name="Urls">Where it listens.</param>
/// <param name="Driver">Who carries new machines: <c>qemu</c> on this box, or <c>fake</c>, the simulated fleet.</param>
public sealed record DaemonOptions(string DataFolder, string? Database, string Urls, string Driver)
{
    public static readonly IReadOnlyList<string> Drivers = ["fake", "qemu"];

    /// <summary>The settings every verb reads: the operator's file, and over it the environment.</summary>
    public static IConfigurationBuilder AddSettings(IConfigurationBuilder configuration) =>
        configuration.AddJsonFile("/etc/slipway/slipway.json", optional: true, reloadOnChange: false).AddEnvironmentVariables("SLIPWAY__");

    public DatabaseOptions DatabaseOptions => DatabaseOptions.From(Database, DataFolder);

    /// <summary>The data folder exists afterwards, readable by nobody else: it holds the keys that open sealed columns.</summary>
    public static string PrepareFolder(string folder)
    {
        var full = Path.GetFullPath(folder);
        if (!Directory.Exists(full))
        {
            _ = OperatingSystem.IsWindows()
                ? Directory.CreateDirectory(full)
                : Directory.CreateDirectory(full, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return full;
    }
}
