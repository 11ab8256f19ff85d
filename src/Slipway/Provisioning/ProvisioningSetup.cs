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
        .AddSingleton<NetworkChanges>()
        .AddSingleton<ChangeAddress>()
        .AddSingleton<SwitchPort>()
        .AddSingleton<NetworkCycle>()
        .AddSingleton<ManagementModules>()
        .AddSingleton<ModuleLogins>()
        .AddSingleton<StaticNats>()
        .AddWorkflow<NetworkRun>(typeof(NetworkRun.Apply))
        .AddWorkflow<ModuleRun>(typeof(ModuleRun.Ask))
        .AddWorkflow<ModuleUserEnd>(typeof(ModuleUserEnd.Expire))
        .AddWorkflow<OpenNat>(typeof(OpenNat.FindModule))
        .AddWorkflow<CloseNat>(typeof(CloseNat.Close))
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

    /// <summary>This daemon ends what ends by itself about networks.</summary>
    public static IServiceCollection AddNetworkClock(this IServiceCollection services) => services.AddHostedService<NetworkClock>();
}
