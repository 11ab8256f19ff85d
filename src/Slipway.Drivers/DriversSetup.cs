using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Slipway.Drivers.Fake;
using Slipway.Drivers.Qemu;
using Slipway.Machines;

namespace Slipway.Drivers;

public static class DriversSetup
{
    /// <summary>Registers every driver type and <see cref="Machines.DriverTypes"/>, which finds them by name.</summary>
    public static IServiceCollection AddDrivers(this IServiceCollection services, IConfiguration configuration, string dataFolder)
    {
        services.AddLogging().TryAddSingleton(TimeProvider.System);
        services.AddOptions<FakeOptions>().Bind(configuration.GetSection(FakeOptions.Section))
            .PostConfigure(options => options.Folder = Or(options.Folder, dataFolder, "fake"))
            .Validate(options => options.DeploySeconds >= 0, "Fake:DeploySeconds must not be negative.")
            .ValidateOnStart();

        services.AddOptions<QemuOptions>().Bind(configuration.GetSection(QemuOptions.Section))
            .PostConfigure(options =>
            {
                options.Folder = Or(options.Folder, dataFolder, "machines");
                options.Images = Or(options.Images, dataFolder, "images");
                options.Backups = Or(options.Backups, dataFolder, "backups");
            })
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<QemuOptions>, QemuOptionsCheck>();

        services.AddSingleton<Programs>().AddSingleton<MachineLocks>().AddSingleton<SoftwareCheck>().AddSingleton<SshLogin>();
        services.AddSingleton<FakeFleet>();
        services.AddSingleton<QemuFolder>().AddSingleton<QemuImages>().AddSingleton<QemuDisk>().AddSingleton<DiskRoom>().AddSingleton<DiskCopying>().AddSingleton<BackupJob>().AddSingleton<SeedDisc>()
            .AddSingleton<PortLedger>().AddSingleton<QemuAccelerator>().AddSingleton<QemuProcess>().AddSingleton<QmpClient>().AddHostedService<ConsoleTrim>()
            .AddSingleton<QemuAgent>().AddSingleton<QemuNetworking>().AddHostedService<NetworkWishes>();

        return services.AddSingleton(provider => new Machines.DriverTypes(DriverTypes.All(provider)));
    }

    private static string Or(string chosen, string dataFolder, string name) => chosen is "" ? Path.Combine(dataFolder, name) : chosen;

    private sealed class QemuOptionsCheck : IValidateOptions<QemuOptions>
    {
        public ValidateOptionsResult Validate(string? name, QemuOptions options) =>
            options.Mistakes().ToArray() is { Length: > 0 } mistakes ? ValidateOptionsResult.Fail(mistakes) : ValidateOptionsResult.Success;
    }
}
