using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Provisioning;
using Slipway.Workflows;

namespace Slipway.Media;

public static class MediaSetup
{
    public static IServiceCollection AddMedia(this IServiceCollection services, IConfiguration configuration, string dataFolder)
    {
        var options = configuration.GetSection("Media").Get<MediaOptions>() ?? new MediaOptions();
        options.Folder = options.Folder is "" ? Path.Combine(dataFolder, "iso") : options.Folder;
        services.AddHttpClient(IsoFetching.ClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => PublicInternet.Handler(options.AllowPrivateUrls));
        return services
            .AddSingleton(options)
            .AddSingleton<IsoFolder>()
            .AddSingleton<IsoFetching>()
            .AddSingleton<IsoLibrary>()
            .AddSingleton<MountIso>()
            .AddSingleton<IServerLeftovers, DriveEnd>()
            .AddWorkflow<FetchIso>(typeof(FetchIso.Fetch))
            .AddWorkflow<ChangeDisc>(typeof(ChangeDisc.Change));
    }
}
