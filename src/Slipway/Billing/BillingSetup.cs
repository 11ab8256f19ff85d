using Microsoft.Extensions.DependencyInjection;

namespace Slipway.Billing;

public static class BillingSetup
{
    public static IServiceCollection AddBilling(this IServiceCollection services) => services
        .AddSingleton<Ledger>()
        .AddSingleton<Invoices>()
        .AddSingleton<InvoiceQueries>()
        .AddSingleton<ApplyCredit>()
        .AddSingleton<GrantCredit>();
}
