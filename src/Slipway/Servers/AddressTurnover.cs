using Slipway.Network;
using Slipway.Storage;

namespace Slipway.Servers;

/// <summary>
/// How many addresses an account can have resting. Taking and removing costs little or nothing while what is removed is nobody's for a time;
/// without an end to it one customer could keep everybody else from the pool of a location.
/// </summary>
public static class AddressTurnover
{
    public const int MostResting = 32;

    /// <summary>Null when the account may take more. The caller holds something that those who ask for the same account or server wait at.</summary>
    public static async Task<Failure?> RefuseAsync(DatabaseSession session, AccountId account, NetworkOptions options, DateTimeOffset now) =>
        await ServerEvents.AddressesUsedUpAsync(session, account, now - options.Quarantine) is >= MostResting and var resting
            ? new Failure(
                FailureKind.Busy, "servers.addresses-resting",
                $"{resting} addresses of this account were removed or led to a management module within the last {options.Quarantine.TotalMinutes:0} minutes and rest; from {MostResting} on it gets no more until some have rested. Try again later.")
            : null;
}
