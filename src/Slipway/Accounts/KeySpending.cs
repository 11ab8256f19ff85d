using System.Globalization;
using Slipway.Storage;

namespace Slipway.Accounts;

/// <summary>
/// What keys spend, and the caps that some have, per calendar month (UTC). Counted in the transaction that spends: two orders at once
/// cannot pass a cap together. What is given back later, for an order that fails or is cancelled, is not given back to the cap.
/// </summary>
public sealed class KeySpending(TimeProvider clock)
{
    /// <summary>Counts an amount, or refuses it. Call it where the money is taken or the invoice issued, in that transaction.</summary>
    /// <param name="what">For the key's history: what was bought. No secret.</param>
    public async Task<Result<Unit>> SpendAsync(DatabaseTransaction transaction, Caller caller, Money amount, string what)
    {
        if (caller.Key is not { } id || amount.IsZero)
        {
            return Unit.Value;
        }

        if (await ApiKeyStore.FindAsync(transaction, caller.AccountId, id) is not { } key)
        {
            // Deleted between the request and here, or since a boot was arranged with it.
            return AccountFailures.PermissionDenied;
        }

        var now = clock.GetUtcNow();
        // The row of the sum is what others wait at who spend by this key.
        var spent = Money.FromStored(await ApiKeyStore.SpendAsync(transaction, id, MonthOf(now), amount.ToStored()), amount.Currency);
        if (key.SpendCap is { } cap && spent > cap)
        {
            return OverCap(id, cap, amount, spent - amount);
        }

        await KeyEvents.AddAsync(transaction, caller.AccountId, id, "spent", null, $"{what}: {amount}", now);
        return Unit.Value;
    }

    /// <summary>An order's invoice. It counts when it is issued; paying it from the credit later does not count again.</summary>
    public Task<Result<Unit>> OrderedAsync(DatabaseTransaction transaction, Caller caller, Money amount, InvoiceId invoice, string what) =>
        SpendAsync(transaction, caller, amount, $"{OrderOf(invoice)}{what}");

    /// <summary>An invoice is paid from the credit. One that this key's own order brought has been counted.</summary>
    public async Task<Result<Unit>> PaidAsync(DatabaseTransaction transaction, Caller caller, Money amount, InvoiceId invoice) =>
        caller.Key is { } key && !await KeyEventStore.IsNotedAsync(transaction, key, "spent", OrderOf(invoice))
            ? await SpendAsync(transaction, caller, amount, $"payment of invoice {invoice}")
            : Unit.Value;

    /// <summary>Would it fit? Nothing is counted.</summary>
    public async Task<Result<Unit>> FitsAsync(DatabaseSession session, Caller caller, Money amount)
    {
        if (caller.Key is not { } id || await CapAsync(session, caller) is not { } cap)
        {
            return Unit.Value;
        }

        var spent = Money.FromStored(await ApiKeyStore.SpentAsync(session, id, MonthOf(clock.GetUtcNow())), amount.Currency);
        return spent + amount > cap ? OverCap(id, cap, amount, spent) : Unit.Value;
    }

    /// <summary>What is billed by the hour has no price that could be counted beforehand.</summary>
    public static async Task<Result<Unit>> MayRunByTheHourAsync(DatabaseSession session, Caller caller) =>
        await CapAsync(session, caller) is { } cap
            ? new Failure(FailureKind.Forbidden, "accounts.cap-and-hours", $"spend_cap: this API key may spend {cap} in a month, and what is billed by the hour has no end; order by the month, or with another key.")
            : Unit.Value;

    /// <summary>What the key has spent in the current month.</summary>
    internal async Task<Money> SpentAsync(DatabaseSession session, ApiKeyId id, Currency currency) =>
        Money.FromStored(await ApiKeyStore.SpentAsync(session, id, MonthOf(clock.GetUtcNow())), currency);

    private static async Task<Money?> CapAsync(DatabaseSession session, Caller caller) =>
        caller.Key is { } id ? (await ApiKeyStore.FindAsync(session, caller.AccountId, id))?.SpendCap : null;

    private static string OrderOf(InvoiceId invoice) => $"order, invoice {invoice}: ";

    private static string MonthOf(DateTimeOffset now) => now.UtcDateTime.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    private static Failure OverCap(ApiKeyId id, Money cap, Money amount, Money spent) => new(
        FailureKind.PaymentRequired, "accounts.over-spend-cap", $"spend_cap: API key {id} may spend {cap} in a month; {spent} are spent, and {amount} more would be too much. Raise its spend_cap (api_keys/edit), or use another key.");
}
