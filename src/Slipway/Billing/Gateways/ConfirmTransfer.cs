using System.Globalization;
using Slipway.Storage;

namespace Slipway.Billing.Gateways;

/// <summary>The operator has seen a transfer on his bank account.</summary>
public sealed class ConfirmTransfer(Database database, PaymentBooks books, TimeProvider clock)
{
    private const decimal Largest = 1_000_000;

    /// <summary>
    /// Books the money as it came: less than was asked pays in part, what is more than the invoice wants stays on the credit.
    /// Refused: no such reference, another currency, an amount that is none, a bank transaction that was booked as something else.
    /// </summary>
    /// <param name="reference">As the customer wrote it; spaces, dashes and small letters do not matter.</param>
    /// <param name="bankTransactionId">The bank's own name for the transfer: with it, confirming twice books once. Without it every call books.</param>
    public async Task<Result<ConfirmedTransfer>> RunAsync(string reference, Money amount, string? bankTransactionId, CancellationToken cancellationToken)
    {
        if (amount.Amount is <= 0 or > Largest || amount != amount.Round())
        {
            return GatewayFailures.TransferInvalid("amount: give more than 0 and at most 1000000, with two decimals at most.");
        }

        var transfer = bankTransactionId?.Trim() is { Length: > 0 } named ? named : Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
        if (transfer.Length > 100 || transfer.Any(char.IsControl))
        {
            return GatewayFailures.TransferInvalid("bank transaction: give at most 100 characters, all printable.");
        }

        if (BankReference.Read(reference) is not { } id)
        {
            return GatewayFailures.NoReference(reference);
        }

        return await database.InTransactionAsync<ConfirmedTransfer>(transaction => BookAsync(transaction, id, amount, transfer), cancellationToken);
    }

    private async Task<Result<ConfirmedTransfer>> BookAsync(DatabaseTransaction transaction, InvoiceId id, Money amount, string transfer)
    {
        var name = BankReference.Of(id);
        if (await InvoiceStore.FindAsync(transaction, id) is not { } invoice)
        {
            return GatewayFailures.NoReference(name);
        }

        if (amount.Currency != invoice.Currency)
        {
            return GatewayFailures.CurrencyMixed(invoice.Currency, amount.Currency);
        }

        await PaymentStore.LockAsync(transaction, BankTransfer.GatewayName);
        if (await PaymentStore.FindPartAsync(transaction, BankTransfer.GatewayName, transfer) is { } known)
        {
            return known.OtherReference == name && known.Paid == amount
                ? new ConfirmedTransfer(name, invoice.AccountId, id, amount, invoice.State, invoice.Balance, BookedBefore: true)
                : GatewayFailures.TransferKnown(transfer, known.OtherReference ?? "", known.Paid);
        }

        // Whoever copied the reference from the invoice has begun no payment.
        await PaymentStore.InsertAsync(transaction, new Payment(0, BankTransfer.GatewayName, name, invoice.AccountId, id, amount, clock.GetUtcNow()));
        var heard = new GatewayEvent(BankTransfer.GatewayName, name, PaymentFacts.Completed | PaymentFacts.Paid) { Part = transfer, Paid = amount };
        if ((await books.HearAsync(transaction, heard)).Failure is { } refused)
        {
            return refused;
        }

        var after = await Invoices.GetForUpdateAsync(transaction, id);
        return new ConfirmedTransfer(name, after.AccountId, id, amount, after.State, after.Balance, BookedBefore: false);
    }
}

/// <param name="Open">What the invoice still wants.</param>
/// <param name="BookedBefore">This very transfer was confirmed earlier, and nothing was booked now.</param>
public sealed record ConfirmedTransfer(string Reference, AccountId AccountId, InvoiceId InvoiceId, Money Amount, InvoiceState InvoiceState, Money Open, bool BookedBefore);
