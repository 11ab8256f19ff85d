using System.CommandLine;
using Slipway.Storage;

namespace Slipway.Daemon.Commands;

internal static class MigrateCommand
{
    public static Command Create()
    {
        var data = CommonOptions.Data();
        var database = CommonOptions.Database();
        var command = new Command("migrate", "Brings the database to the schema of this version.") { data, database };
        command.SetAction((parsed, cancellationToken) => CommonOptions.GuardAsync(async () =>
        {
            var options = new DaemonOptions(DaemonOptions.PrepareFolder(parsed.GetValue(data)!), CommonOptions.DatabaseOf(parsed, database), "", "fake");
            await using var services = AdminCommand.Services(options);
            var migrator = services.GetRequiredService<Migrator>();
            var pending = await migrator.PendingAsync(cancellationToken);
            await migrator.MigrateAsync(cancellationToken);
            Console.WriteLine(pending.Count == 0 ? "The database is up to date." : $"Applied: {string.Join(", ", pending)}");
            return 0;
        }));
        return command;
    }
}
