using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Provisioning;
using Slipway.Workflows;

namespace Slipway.Disks;

public static class DisksSetup
{
    public static IServiceCollection AddDisks(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(configuration.GetSection("Disks").Get<DiskOptions>() ?? new DiskOptions())
        .AddSingleton<ChangeCopies>()
        .AddSingleton<CopyQueries>()
        .AddSingleton<ScheduleBackups>()
        .AddSingleton<BackupCycle>()
        .AddSingleton<IServerLeftovers, CopiesEnd>()
        .AddWorkflow<CreateCopyRun>(typeof(CreateCopyRun.Copy), typeof(CreateCopyRun.Prune))
        .AddWorkflow<RestoreCopyRun>(typeof(RestoreCopyRun.Stop), typeof(RestoreCopyRun.Restore), typeof(RestoreCopyRun.Start), typeof(RestoreCopyRun.Prove))
        .AddWorkflow<RemoveCopyRun>(typeof(RemoveCopyRun.Remove))
        .AddWorkflow<ListCopiesRun>(typeof(ListCopiesRun.Look));

    /// <summary>This daemon makes scheduled backups.</summary>
    public static IServiceCollection AddBackupClock(this IServiceCollection services) => services.AddHostedService<BackupClock>();
}
