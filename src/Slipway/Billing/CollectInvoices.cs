using Slipway.Accounts;
using Slipway.Storage;

namespace Slipway.Billing;

/// <summary>One invoice that pays several: what it brings is credit, from which each of them is paid at once.</summary>
public sealed class CollectInvoices(Database database, Invoices invoices, BillingOptions options, TimeProvider clock)
{
    public const int Most = 100;

    public async Task<Result<Invoice>> RunAsync(Caller caller, IReadOnlyList<InvoiceId> ids, CancellationToken cancellationToken)
    {
        if (caller.MayUseAccount() is { } refused)
        {
            return refused;
        }

        var wanted = ids.Distinct().ToList();
        if (wanted.Count is 0 or > Most)
        {
            return new Failure(FailureKind.Invalid, "billing.invoices-missing", $"invoices: give the numbers of 1 to {Most} unpaid invoices.");
        }

        return await database.InTransactionAsync<Invoice>(
            async transaction =>
            {
                var account = await AccountQueries.GetForMoneyAsync(transaction, caller.AccountId);
                var lines = new List<NewLine>();
                foreach (var id in wanted)
                {
                    var member = await InvoiceStore.FindForUpdateAsync(transaction, id);
                    if (member is null || member.AccountId != account.Id)
                    {
                        return BillingFailures.NoInvoice(id);
                    }

                    if (!member.State.IsOpen() || member.Purpose is InvoicePurpose.Collective or InvoicePurpose.TopUp)
                    {
                        return new Failure(
                            FailureKind.Invalid, "billing.not-collectable",
                            // Paid from credit, it would be credit that was bought with credit.
                            member.Purpose == InvoicePurpose.TopUp ? $"Invoice {id} is a top-up: pay it by itself."
                            : member.Purpose == InvoicePurpose.Collective ? $"Invoice {id} is a collective invoice itself; name the invoices that it pays." : $"Invoice {id} is {member.State}: only unpaid invoices can be collected.");
                    }

                    lines.Add(new NewLine("invoice", $"Invoice {id}", member.Balance) { Pays = id });
                }

                var invoice = await invoices.IssueAsync(
                    transaction, new NewInvoice(account.Id, InvoicePurpose.Collective, lines, Pricing.TaxTreatment.None, clock.GetUtcNow() + options.PayWithin));
                return invoice!;
            },
            cancellationToken);
    }
}
