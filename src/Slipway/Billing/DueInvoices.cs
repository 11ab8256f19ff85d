using Slipway.Storage;

namespace Slipway.Billing;

/// <summary>What the operator waits for: every invoice that wants money, the longest due first.</summary>
public sealed class DueInvoices(Database database)
{
    public const int Most = 10_000;

    public async Task<IReadOnlyList<Invoice>> ListAsync(CancellationToken cancellationToken) =>
        await database.ReadAsync(session => InvoiceStore.OpenAsync(session, Most), cancellationToken);

    /// <summary>Any account's invoice, or null.</summary>
    public Task<Invoice?> FindAsync(InvoiceId id, CancellationToken cancellationToken) =>
        database.ReadAsync(session => InvoiceStore.FindAsync(session, id), cancellationToken);
}
