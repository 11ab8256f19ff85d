using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Slipway.Mail;

public static class MailSetup
{
    public static IServiceCollection AddMail(this IServiceCollection services, IConfiguration configuration, string dataFolder)
    {
        var options = configuration.GetSection("Mail").Get<MailOptions>() ?? new MailOptions();
        services.AddSingleton(options);
        services.AddSingleton<Outbox>();
        services.AddSingleton<IMailTransport>(_ => options.Host is not null && options.Pickup is null
            ? new SmtpTransport(options)
            : new PickupTransport(options, options.Pickup ?? Path.Combine(dataFolder, "mail")));
        return services;
    }

    /// <summary>The role <c>mail</c>: this daemon sends.</summary>
    public static IServiceCollection AddPostman(this IServiceCollection services) => services.AddHostedService<Postman>();
}
