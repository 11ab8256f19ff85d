using Slipway.Accounts;
using Slipway.Servers;
using Slipway.Storage;

namespace Slipway.Provisioning;

/// <summary>Reading what was erased, and the keys to verify it by.</summary>
public sealed class EraseQueries(Database database)
{
    /// <summary>The records of the caller's own server, the oldest first; also of one that is gone long since.</summary>
    public Task<Result<IReadOnlyList<EraseRecord>>> OfAsync(Caller caller, ServerId id, CancellationToken cancellationToken) =>
        ReadAsync(id, server => server.AccountId == caller.AccountId && caller.Sees(id), cancellationToken);

    /// <summary>Of anybody's server, for the operator.</summary>
    public Task<Result<IReadOnlyList<EraseRecord>>> AnyAsync(ServerId id, CancellationToken cancellationToken) => ReadAsync(id, _ => true, cancellationToken);

    /// <summary>Every key that records were ever signed with, as a JWK without its private part; the newest first.</summary>
    public Task<IReadOnlyList<string>> KeysAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<string>>(async session => [.. (await EraseStore.KeysAsync(session)).Select(key => key.PublicJwk)], cancellationToken);

    private Task<Result<IReadOnlyList<EraseRecord>>> ReadAsync(ServerId id, Func<Server, bool> mayRead, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session => await ServerQueries.AnyAsync(session, id) is { } server && mayRead(server) ? Found(await EraseStore.ListAsync(session, id)) : ServerFailures.Unknown(id), cancellationToken);

    // An interface has no implicit conversion, so the list goes through the generic parameter.
    private static Result<IReadOnlyList<EraseRecord>> Found(IReadOnlyList<EraseRecord> records) => Of(records);

    private static Result<T> Of<T>(T value) => value;
}
