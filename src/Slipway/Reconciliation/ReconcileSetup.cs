using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Slipway.Reconciliation;

/// <summary>Section <c>Reconcile</c>.</summary>
public sealed class ReconcileOptions
{
    /// <summary>How often the daemon compares.</summary>
    public TimeSpan Every { get; set; } = TimeSpan.FromHours(1);

    public IEnumerable<string> Mistakes()
    {
        if (Every < TimeSpan.FromSeconds(10) || Every > TimeSpan.FromDays(7))
        {
            yield return $"Reconcile:Every is {Every}; it must be a time from 10 seconds to 7 days such as 01:00:00.";
        }
    }
}

public static class ReconcileSetup
{
    public static IServiceCollection AddReconciliation(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(configuration.GetSection("Reconcile").Get<ReconcileOptions>() ?? new ReconcileOptions())
        .AddSingleton<Reconcile>();

    /// <summary>This daemon reconciles by itself.</summary>
    public static IServiceCollection AddReconcileClock(this IServiceCollection services) => services.AddHostedService<ReconcileClock>();
}
