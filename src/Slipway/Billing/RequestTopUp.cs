using Slipway.Accounts;
using Slipway.Storage;

namespace Slipway.Billing;

/// <summary>An invoice for credit. Paid through a gateway, its amount is on the credit balance; it bears no tax, because what is bought with it does.</summary>
public sealed class RequestTopUp(Database database, Invoices invoices, BillingOptions options, TimeProvider clock)
{
    public const int MostOpen = 10;

    public async Task<Result<Invoice>> RunAsync(Caller caller, decimal amount, string? description, CancellationToken cancellationToken)
    {
        if (caller.MayUseAccount() is { } refused)
        {
            return refused;
        }

        if (amount < options.SmallestTopUp || amount > options.LargestTopUp || decimal.Round(amount, 2) != amount)
        {
            return BillingFailures.AmountInvalid("amount", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"give {options.SmallestTopUp:0.00} to {options.LargestTopUp:0.00}, with two decimals at most."));
        }

        // It is printed on the invoice.
        if (description is not null && AccountFields.Text("description", description, 200) is { } unfit)
        {
            return unfit;
        }

        return await database.InTransactionAsync<Invoice>(
            async transaction =>
            {
                var account = await AccountQueries.GetForMoneyAsync(transaction, caller.AccountId);
                // Each of them is a mail.
                if (await InvoiceStore.OpenTopUpsAsync(transaction, account.Id) >= MostOpen)
                {
                    return new Failure(FailureKind.Busy, "billing.top-ups-open", $"{MostOpen} top-ups of this account are open already; pay one of them, or wait until it is cancelled.");
                }

                var line = new NewLine("top-up", description is { Length: > 0 } text ? $"Credit: {text}" : "Credit", new Money(amount, account.Currency));
                var invoice = await invoices.IssueAsync(
                    transaction, new NewInvoice(account.Id, InvoicePurpose.TopUp, [line], Pricing.TaxTreatment.None, clock.GetUtcNow() + options.PayWithin));
                await invoices.MailAsync(transaction, invoice!);
                return invoice!;
            },
            cancellationToken);
    }
}
