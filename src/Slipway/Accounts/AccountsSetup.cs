using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Slipway.Accounts;

public static class AccountsSetup
{
    public static IServiceCollection AddAccounts(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddHttpClient(LoginWebhooks.ClientName, client => client.Timeout = TimeSpan.FromSeconds(10))
            .ConfigurePrimaryHttpMessageHandler(services => PublicInternet.Handler(services.GetRequiredService<AccountOptions>().AllowPrivateWebhooks))
            // It would log the URL, which may carry a secret of the customer's.
            .RemoveAllLoggers();
        return services
            .AddSingleton(configuration.GetSection("Accounts").Get<AccountOptions>() ?? new AccountOptions())
            .AddSingleton(configuration.GetSection("Limits").Get<LimitOptions>() ?? new LimitOptions())
            .AddSingleton<Sessions>()
            .AddSingleton<KeyLogin>()
            .AddSingleton<PasswordLogin>()
            .AddSingleton<LoginNotices>()
            .AddSingleton<LoginWebhooks>()
            .AddSingleton<ApiKeys>()
            .AddSingleton<KeyEvents>()
            .AddSingleton<KeySpending>()
            .AddSingleton<SshKeys>()
            .AddSingleton<AccountQueries>()
            .AddSingleton<OpenAccount>()
            .AddSingleton<ChangeAccount>()
            .AddSingleton<Contacts>()
            .AddSingleton<ResetPassword>();
    }

    /// <summary>This daemon calls the webhooks of keys.</summary>
    public static IServiceCollection AddLoginWebhooks(this IServiceCollection services) => services.AddHostedService(services => services.GetRequiredService<LoginWebhooks>());
}
