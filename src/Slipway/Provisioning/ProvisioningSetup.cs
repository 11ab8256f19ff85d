using Microsoft.Extensions.DependencyInjection;
using Slipway.Catalog;
using Slipway.Provisioning.Steps;
using Slipway.Workflows;

namespace Slipway.Provisioning;

public static class ProvisioningSetup
{
    public static IServiceCollection AddProvisioning(this IServiceCollection services) => services
        .AddSingleton<Places>()
        .AddSingleton<IDelivery, DriverDelivery>()
        .AddSingleton<SwitchPower>()
        .AddSingleton<ServerJobs>()
        .AddSingleton<RequestPower>()
        .AddSingleton<StartTask>()
        .AddSingleton<MeasureLoad>()
        .AddWorkflow<TaskRun>(typeof(TaskRun.BeginTask), typeof(TaskRun.AwaitTask))
        .AddWorkflow<LoadRun>(typeof(LoadRun.ReadLoad), typeof(LoadRun.CompareLoad))
        .AddWorkflow<PowerRun>(typeof(PowerRun.SwitchMachine))
        .AddWorkflow<TerminateServer>(typeof(TerminateServer.AwaitEnd), typeof(TerminateServer.DestroyMachine), typeof(TerminateServer.ReleaseAll))
        .AddTransient<ReserveMachine>()
        .AddTransient<AssignAddresses>()
        .AddTransient<PrepareImage>()
        .AddSingleton<EraseKeys>()
        .AddSingleton<EraseRecords>()
        .AddSingleton<EraseQueries>()
        .AddSingleton<VerifyEraseRecord>()
        .AddTransient<StopMachine>()
        .AddTransient<EraseDisk>()
        .AddTransient<RemakeMachine>()
        .AddTransient<CreateMachine>()
        .AddTransient<BootInstaller>()
        .AddTransient<ProveLogin>()
        .AddTransient<InstallSoftware>()
        .AddTransient<ForgetSettings>();
}
