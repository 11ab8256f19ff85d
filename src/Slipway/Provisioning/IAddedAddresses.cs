using Slipway.Storage;

namespace Slipway.Provisioning;

/// <summary>Addresses that a server was given, and that its machine has to get. Carried by the run that brings them there.</summary>
/// <param name="InvoiceId">What pays for them until the end of the period; 0 when nothing is to be paid now.</param>
/// <param name="Amount">What they add to the price of every period, in the currency of the order and in prices of the catalog.</param>
public sealed record AddedAddresses(IReadOnlyList<string> Ips, int InvoiceId, decimal Amount);

/// <summary>Told in the transaction that ends the run which was to bring addresses to a machine. Answered where they are paid.</summary>
public interface IAddedAddresses
{
    /// <summary>The machine has them: what was paid for them is earned.</summary>
    Task AppliedAsync(DatabaseTransaction transaction, ServerId server, AddedAddresses added);

    /// <summary>The machine does not get them: the server has them no longer, and nothing is paid for them.</summary>
    Task TakeBackAsync(DatabaseTransaction transaction, ServerId server, AddedAddresses added, string why);
}
