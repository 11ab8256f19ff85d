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
        .AddSingleton(Taxes(configuration))
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

    private static Pricing.TaxRates Taxes(IConfiguration configuration)
    {
        var taxes = configuration.GetSection("Tax").Get<Pricing.TaxRates>() ?? new Pricing.TaxRates();
        foreach (var rate in configuration.GetSection("Tax:Rates").GetChildren())
        {
            if (!decimal.TryParse(rate.Value, System.Globalization.NumberStyles.AllowDecimalPoint, System.Globalization.CultureInfo.InvariantCulture, out _))
            {
                taxes.Unreadable.Add($"{rate.Path} '{rate.Value}'");
            }
        }

        return taxes;
    }
}
