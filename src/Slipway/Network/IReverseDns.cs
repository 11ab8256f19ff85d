using Slipway.Storage;

namespace Slipway.Network;

/// <summary>Where the names of addresses are published. Answered in Dns, which knows the DNS server.</summary>
public interface IReverseDns
{
    /// <summary>
    /// The address has these names once the transaction commits; none takes them away. Unsupported without a DNS server. May be repeated.
    /// </summary>
    /// <param name="names">Host names without the last dot, checked by the caller.</param>
    Task<Result<Unit>> SetAsync(DatabaseTransaction transaction, string ip, IReadOnlyList<string> names);

    /// <summary>
    /// The DNS server answers with what was set. Unavailable when it cannot be reached: then it is tried again by itself until it is.
    /// </summary>
    Task<Result<Unit>> PublishAsync(string ip, CancellationToken cancellationToken);
}

/// <summary>No DNS server: nobody gets a name, and taking one away is no trouble.</summary>
internal sealed class NoReverseDns : IReverseDns
{
    private static readonly Failure None = new(FailureKind.Unsupported, "network.no-dns", "This provider publishes no reverse names: no DNS server is connected.");

    public Task<Result<Unit>> SetAsync(DatabaseTransaction transaction, string ip, IReadOnlyList<string> names) => Task.FromResult<Result<Unit>>(names.Count == 0 ? Unit.Value : None);

    public Task<Result<Unit>> PublishAsync(string ip, CancellationToken cancellationToken) => Task.FromResult<Result<Unit>>(Unit.Value);
}
