using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Billing.Documents;
using Slipway.Billing.Gateways;
using Slipway.Mail;

namespace Slipway.Billing;

public static class BillingSetup
{
    public static IServiceCollection AddBilling(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(configuration.GetSection("Billing").Get<BillingOptions>() ?? new BillingOptions())
        .AddSingleton(configuration.GetSection("Tax").Get<Pricing.TaxRates>() ?? new Pricing.TaxRates())
        .AddSingleton<Ledger>()
        .AddSingleton<Invoices>()
        .AddSingleton<InvoiceQueries>()
        .AddSingleton<CreditQueries>()
        .AddSingleton<ChangeBillingDetails>()
        .AddSingleton<InvoiceDocuments>()
        .AddSingleton<IAttachmentSource>(services => services.GetRequiredService<InvoiceDocuments>())
        .AddSingleton<ApplyCredit>()
        .AddSingleton<RequestTopUp>()
        .AddSingleton<CollectInvoices>()
        .AddSingleton<RefundInvoice>()
        .AddSingleton<DueInvoices>()
        .AddSingleton<GrantCredit>()
        .AddGateways(configuration);
}
