using Microsoft.Extensions.DependencyInjection;

namespace Slipway.Workflows;

public static class WorkflowsSetup
{
    /// <summary>Starting and reading runs; enough for a process that does not execute them.</summary>
    public static IServiceCollection AddWorkflows(this IServiceCollection services) => services
        .AddSingleton<WorkflowList>()
        .AddSingleton<RunWaker>()
        .AddSingleton<Runs>()
        .AddSingleton<RunQueries>()
        .AddSingleton<RunExecutor>();

    /// <summary>Executing them: needs an Orleans silo in the same host.</summary>
    public static IServiceCollection AddWork(this IServiceCollection services) => services
        .AddSingleton<WorkGate>()
        .AddHostedService(provider => provider.GetRequiredService<RunWaker>());

    /// <summary>One line per workflow: the workflow and the steps it is made of.</summary>
    public static IServiceCollection AddWorkflow<TWorkflow>(this IServiceCollection services, params Type[] steps)
        where TWorkflow : Workflow
    {
        services.AddSingleton<TWorkflow>().AddSingleton<Workflow>(provider => provider.GetRequiredService<TWorkflow>());
        foreach (var step in steps)
        {
            services.AddTransient(step);
        }

        return services;
    }
}
