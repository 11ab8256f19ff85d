using Slipway.Accounts;
using Slipway.Network;
using Slipway.Servers;
using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Provisioning;

/// <summary>Which address is the main one, and whether anything goes to one.</summary>
public sealed class ChangeAddress(NetworkChanges network, TimeProvider clock)
{
    private const int LongestReason = 500;

    /// <summary>How long a block lasts that is to end by itself.</summary>
    private static readonly TimeSpan BlockFor = TimeSpan.FromHours(4);

    /// <summary>
    /// Another address of the server is its main one. The port keeps the address and the hardware address it was set up with until the next
    /// reinstallation; the machine has both addresses.
    /// </summary>
    public Task<Result<AsyncKey>> MakeMainAsync(Caller caller, ServerId id, string ip, CancellationToken cancellationToken) =>
        network.RunAsync(
            caller,
            id,
            async (transaction, found) =>
            {
                if (found.Find(ip) is not { } address)
                {
                    return NetworkFailures.NoAddress(ip);
                }

                if (await Runs.LiveAsync(transaction, found.Server.Subject) is { } busy)
                {
                    // A reinstallation sets the port up with what is the main address now.
                    return new Failure(FailureKind.Busy, "workflows.busy", $"server {id} is being worked on; wait until that is done.", new BusySubject(found.Server.Subject, busy));
                }

                if (address.Main)
                {
                    return Unit.Value;
                }

                await AddressStore.SetMainAsync(transaction, id, ip);
                await ServerStates.SavePortIpAsync(transaction, found.Server, found.PortIp, ip);
                await ServerEvents.AddAsync(transaction, found.Server, "main address", $"{ip} instead of {found.Main.Ip}", "customer", clock.GetUtcNow());
                return Unit.Value;
            },
            cancellationToken);

    /// <summary>Nothing goes to or from the address from now on, for good or for four hours.</summary>
    public Task<Result<AsyncKey>> BlockAsync(Caller caller, ServerId id, string ip, string reason, bool fourHours, CancellationToken cancellationToken) =>
        reason.Length > LongestReason
            ? Task.FromResult<Result<AsyncKey>>(NetworkFailures.Invalid("description", $"at most {LongestReason} characters are allowed."))
            : SetAsync(caller, id, ip, now => new AddressBlock(now, fourHours ? now + BlockFor : null, reason), cancellationToken);

    public Task<Result<AsyncKey>> UnblockAsync(Caller caller, ServerId id, string ip, CancellationToken cancellationToken) =>
        SetAsync(caller, id, ip, _ => null, cancellationToken);

    private Task<Result<AsyncKey>> SetAsync(Caller caller, ServerId id, string ip, Func<DateTimeOffset, AddressBlock?> block, CancellationToken cancellationToken) =>
        network.RunAsync(
            caller,
            id,
            async (transaction, found) =>
            {
                if (found.Find(ip) is null)
                {
                    return NetworkFailures.NoAddress(ip);
                }

                var wanted = block(clock.GetUtcNow());
                await AddressStore.SetBlockAsync(transaction, id, ip, wanted);
                await ServerEvents.AddAsync(
                    transaction, found.Server, wanted is null ? "address unblocked" : "address blocked", wanted is { Reason.Length: > 0 } ? $"{ip}: {wanted.Reason}" : ip, "customer", clock.GetUtcNow());
                return Unit.Value;
            },
            cancellationToken);
}
