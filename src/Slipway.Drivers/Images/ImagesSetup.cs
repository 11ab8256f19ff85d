using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Slipway.Drivers.Images;

public static class ImagesSetup
{
    /// <summary>What it takes to have images: <see cref="ImageStock"/>.</summary>
    public static IServiceCollection AddImages(this IServiceCollection services)
    {
        services.AddLogging().TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<Programs>();
        // Without a time-out over all: a large image takes as long as it takes, and silence is noticed by the download itself.
        services.AddHttpClient(Download.ClientName, client =>
            {
                client.Timeout = Timeout.InfiniteTimeSpan;
                client.DefaultRequestHeaders.UserAgent.ParseAdd("Slipway");
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(15), UseCookies = false });
        return services.AddSingleton<ProgramStream>().AddSingleton<DiskSpace>().AddSingleton<Download>().AddSingleton<SignatureCheck>().AddSingleton<VendorChecksums>().AddSingleton<ImageFile>()
            .AddSingleton<PullImage>().AddSingleton<BuildImages>().AddSingleton<ListImages>().AddSingleton<VerifyImages>().AddSingleton<PruneImages>()
            .AddSingleton(provider => new ImageStock(
                provider.GetRequiredService<PullImage>(), provider.GetRequiredService<BuildImages>(), provider.GetRequiredService<ListImages>(), provider.GetRequiredService<VerifyImages>(), provider.GetRequiredService<PruneImages>()));
    }
}
