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
        services.AddHttpClient(Callback.ClientName, client => client.Timeout = TimeSpan.FromSeconds(10))
            .ConfigurePrimaryHttpMessageHandler(services => PublicInternet.Handler(services.GetRequiredService<OrderOptions>().AllowPrivateCallbacks));
        return services
            .AddSingleton(configuration.GetSection("Orders").Get<OrderOptions>() ?? new OrderOptions())
            .AddSingleton<OrderCheck>()
            .AddSingleton<PlaceOrder>()
            .AddSingleton(Renewals(configuration))
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
            .AddSingleton<AddAddresses>()
            .AddSingleton<RemoveAddresses>()
            .AddSingleton<IAddedAddresses, AddressBilling>()
            .AddSingleton<ReinstallServer>()
            .AddSingleton<NetworkBoot>()
            .AddSingleton<INetworkBoot>(services => services.GetRequiredService<NetworkBoot>())
            .AddWorkflow<Reinstall>(typeof(FinishReinstall))
            .AddWorkflow<ManualReinstall>(typeof(ManualReinstall.AwaitInstallation))
            .AddWorkflow<SetBoot>(typeof(SetBoot.Kept))
            .AddWorkflow<Callback>(typeof(Callback.Fetch))
            .AddWorkflow<FulfilOrder>(typeof(SettleInvoice), typeof(ActivateServer), typeof(CallCustomer));
    }

    /// <summary>This daemon bills running services.</summary>
    public static IServiceCollection AddRenewals(this IServiceCollection services) => services.AddHostedService<RenewalClock>();

    private static RenewalOptions Renewals(IConfiguration configuration)
    {
        var renewals = configuration.GetSection("Renewal").Get<RenewalOptions>() ?? new RenewalOptions();
        foreach (var reminder in configuration.GetSection("Renewal:Reminders").GetChildren().Where(reminder => !TimeSpan.TryParse(reminder.Value, System.Globalization.CultureInfo.InvariantCulture, out _)))
        {
            renewals.Unreadable.Add($"{reminder.Path} '{reminder.Value}'");
        }

        return renewals;
    }
}
