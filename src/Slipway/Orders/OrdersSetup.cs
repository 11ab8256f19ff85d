using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Billing;
using Slipway.Orders.Steps;
using Slipway.Provisioning;
using Slipway.Workflows;

namespace Slipway.Orders;

public static class OrdersSetup
{
    public static IServiceCollection AddOrders(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddHttpClient(CallCustomer.ClientName, client => client.Timeout = TimeSpan.FromSeconds(10))
            // A redirect could lead where the first look forbade to go.
            .ConfigurePrimaryHttpMessageHandler(() => new HttpClientHandler { AllowAutoRedirect = false });
        return services
            .AddSingleton(configuration.GetSection("Orders").Get<OrderOptions>() ?? new OrderOptions())
            .AddSingleton<OrderCheck>()
            .AddSingleton<PlaceOrder>()
            .AddSingleton(configuration.GetSection("Renewal").Get<RenewalOptions>() ?? new RenewalOptions())
            .AddSingleton<Promotions>()
            .AddSingleton<HeldQuotes>()
            .AddSingleton<RequestCancellation>()
            .AddSingleton<WithdrawCancellation>()
            .AddSingleton<CancellationQueries>()
            .AddSingleton<ServiceQueries>()
            .AddSingleton<EndService>()
            .AddSingleton<Suspension>()
            .AddSingleton<HourlyBilling>()
            .AddSingleton<RenewalCycle>()
            .AddSingleton<IssueEarly>()
            .AddSingleton<OperatorCancellation>()
            .AddSingleton<IServiceBilling, ServiceBilling>()
            .AddSingleton<IServerEnd, OrderEnd>()
            .AddWorkflow<FulfilOrder>(typeof(SettleInvoice), typeof(ActivateServer), typeof(CallCustomer));
    }

    /// <summary>This daemon bills running services.</summary>
    public static IServiceCollection AddRenewals(this IServiceCollection services) => services.AddHostedService<RenewalClock>();
}
