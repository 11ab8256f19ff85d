using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Slipway.Drivers.Fake;

namespace Slipway.Drivers;

public static class DriversSetup
{
    /// <summary>Registers every driver type and <see cref="Machines.DriverTypes"/>, which finds them by name.</summary>
    public static IServiceCollection AddDrivers(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<DataOptions>().Bind(configuration.GetSection(DataOptions.Section));
        services.AddOptions<FakeOptions>().Bind(configuration.GetSection(FakeOptions.Section))
            .Validate(options => options.DeploySeconds >= 0, "Fake:DeploySeconds must not be negative.")
            .ValidateOnStart();

        services.AddSingleton<FakeFleet>();

        return services.AddSingleton(provider => new Machines.DriverTypes(DriverTypes.All(provider)));
    }
}
