using Slipway.Dns;

namespace Slipway.Conformance.Dns;

/// <summary>Stands between the daemon and the real DNS server, and lets a test decide what happens at a call.</summary>
internal sealed class Breaking(IDnsServer server) : IDnsServer
{
    /// <summary>Called instead of what changes something, with what would be done; null: do it.</summary>
    public Func<string, Func<Task<Result<Unit>>>, Task<Result<Unit>>>? Instead { get; set; }

    public Task<Result<ServedZone?>> FindAsync(string name, CancellationToken cancellationToken) => server.FindAsync(name, cancellationToken);

    public Task<Result<string?>> HolderAsync(string name, CancellationToken cancellationToken) => server.HolderAsync(name, cancellationToken);

    public Task<Result<IReadOnlyList<string>>> ListAsync(CancellationToken cancellationToken) => server.ListAsync(cancellationToken);

    public Task<Result<Unit>> CreateAsync(Zone zone, IReadOnlyList<RrSet> sets, CancellationToken cancellationToken) => DoAsync("create", () => server.CreateAsync(zone, sets, cancellationToken));

    public Task<Result<Unit>> ChangeAsync(string name, IReadOnlyList<RrSet> sets, CancellationToken cancellationToken) => DoAsync("change", () => server.ChangeAsync(name, sets, cancellationToken));

    public Task<Result<Unit>> SetKindAsync(Zone zone, CancellationToken cancellationToken) => DoAsync("kind", () => server.SetKindAsync(zone, cancellationToken));

    public Task<Result<Unit>> RemoveAsync(string name, CancellationToken cancellationToken) => DoAsync("remove", () => server.RemoveAsync(name, cancellationToken));

    public Task<Result<IReadOnlyList<string>>> DelegationSignersAsync(string name, CancellationToken cancellationToken) => server.DelegationSignersAsync(name, cancellationToken);

    private Task<Result<Unit>> DoAsync(string what, Func<Task<Result<Unit>>> done) => Instead is { } instead ? instead(what, done) : done();
}

/// <summary>The daemon was killed here: nothing after it happens.</summary>
internal sealed class KilledException() : Exception("killed");
