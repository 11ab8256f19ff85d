using Slipway.Storage;

namespace Slipway.Billing;

/// <summary>
/// Told about the invoices of a running service, in the transaction that pays them. Implemented where services are known.
/// </summary>
public interface IServiceBilling
{
    /// <summary>A renewal is paid: the service lasts until <see cref="Invoice.PeriodTo"/>.</summary>
    Task RenewedAsync(DatabaseTransaction transaction, Invoice invoice);
}
