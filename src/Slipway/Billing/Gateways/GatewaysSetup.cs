using System.Net.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Slipway.Billing.Gateways;

internal static class GatewaysSetup
{
    public static IServiceCollection AddGateways(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddHttpClient(CardCheckout.ClientName, client =>
            {
                client.Timeout = TimeSpan.FromSeconds(10);
                client.MaxResponseContentBufferSize = 1024 * 1024;
            })
            // The secret key goes to the address that was set and to no other.
            .ConfigurePrimaryHttpMessageHandler(() => new HttpClientHandler { AllowAutoRedirect = false });
        return services
            .AddSingleton(configuration.GetSection("Billing").Get<GatewayOptions>() ?? new GatewayOptions())
            // A line a gateway, in the order in which customers see them.
            .AddSingleton<IPaymentGateway, CardCheckout>()
            .AddSingleton<IPaymentGateway, BankTransfer>()
            .AddSingleton<PaymentBooks>()
            .AddSingleton<Payments>()
            .AddSingleton<ConfirmTransfer>()
            .AddSingleton<PaymentQueries>();
    }
}
