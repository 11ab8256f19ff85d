using Microsoft.Extensions.DependencyInjection;

namespace Slipway.Accounts;

public static class AccountsSetup
{
    public static IServiceCollection AddAccounts(this IServiceCollection services) => services
        .AddSingleton<Sessions>()
        .AddSingleton<AccountQueries>()
        .AddSingleton<OpenAccount>()
        .AddSingleton<ChangeAccount>()
        .AddSingleton<Contacts>()
        .AddSingleton<ResetPassword>();
}
