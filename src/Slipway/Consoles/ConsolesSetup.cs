using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Slipway.Consoles;

public static class ConsolesSetup
{
    public static IServiceCollection AddConsoles(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(configuration.GetSection("Consoles").Get<ConsoleOptions>() ?? new ConsoleOptions())
        .AddSingleton<ConsoleSeats>()
        .AddSingleton<OfferConsole>()
        .AddSingleton<StopConsoles>()
        .AddSingleton<EnterConsole>()
        .AddSingleton<KeepConsole>();
}
