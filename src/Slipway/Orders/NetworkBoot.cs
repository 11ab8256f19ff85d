using System.Text.Json;
using Slipway.Accounts;
using Slipway.Provisioning;
using Slipway.Servers;
using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Orders;

/// <summary>
/// Reinstalling in the customer's own steps: announce it, arrange what the network installs, boot from the network once. Nothing is
/// touched before that boot, and what was arranged is used up by it, so a later restart installs nothing.
/// </summary>
public sealed class NetworkBoot(Database database, Runs runs, ManualReinstall workflow, SetBoot setBoot, ReinstallServer reinstall, Sealer sealer, Changes changes) : INetworkBoot
{
    /// <summary>Answers a key that tells how the reinstallation ends. Asked again while one is announced, the same key.</summary>
    public Task<Result<AsyncKey>> AnnounceAsync(Caller caller, ServerId id, CancellationToken cancellationToken) =>
        database.InTransactionAsync<AsyncKey>(
            async transaction =>
            {
                if (!(await reinstall.FindAsync(transaction, caller, id)).TryGet(out var found, out var refused))
                {
                    return refused;
                }

                return await Runs.LiveAsync(transaction, ManualReinstall.SubjectOf(id)) is { } announced
                    ? announced
                    : await runs.StartAsync(transaction, workflow, Reinstall.Action, ManualReinstall.SubjectOf(id), found.Server.Location, caller.AccountId, new ManualReinstallState(id.Value));
            },
            cancellationToken);

    /// <summary>Keeps what the next boot from the network installs. Checked as a reinstallation is, so that the boot can be relied on.</summary>
    /// <param name="announced">Key of the announcement, if the client names one.</param>
    public Task<Result<AsyncKey>> ArrangeAsync(Caller caller, ServerId id, OrderRequest request, string? announced, CancellationToken cancellationToken) =>
        database.InTransactionAsync<AsyncKey>(
            async transaction =>
            {
                if (!(await reinstall.FindAsync(transaction, caller, id)).TryGet(out var found, out var refused) || !reinstall.Check(found, request).TryGet(out var wanted, out refused))
                {
                    return refused;
                }

                if (announced is not null && !string.Equals((await Runs.LiveAsync(transaction, ManualReinstall.SubjectOf(id)))?.Value, announced, StringComparison.OrdinalIgnoreCase))
                {
                    return OrderFailures.Invalid("reinstall_key", $"is not the key of a reinstallation announced for server {id}; call eq/reinstall first, or leave it out.");
                }

                if ((await reinstall.CanPayAsync(transaction, caller, found, wanted)).Failure is { } poor)
                {
                    return poor;
                }

                await ServerStates.SaveBootAsync(transaction, found.Server, found.Server.BootDevice, sealer.Seal(new Secret(JsonSerializer.Serialize(KeptRequest.Of(caller, request)))));
                return await SetAsync(transaction, found.Server, "create_pxe");
            },
            cancellationToken);

    /// <summary>What the next start boots from.</summary>
    public Task<Result<AsyncKey>> SelectAsync(Caller caller, ServerId id, BootDevice device, CancellationToken cancellationToken) =>
        database.InTransactionAsync<AsyncKey>(
            async transaction =>
            {
                if (!(await reinstall.FindAsync(transaction, caller, id)).TryGet(out var found, out var refused))
                {
                    return refused;
                }

                await ServerStates.SaveBootAsync(transaction, found.Server, device, found.Server.SealedNetboot);
                return await SetAsync(transaction, found.Server, "boot_dev");
            },
            cancellationToken);

    /// <summary>Nothing is arranged any more; an announcement that came to nothing ends. May be repeated, also while a reinstallation runs.</summary>
    public Task<Result<AsyncKey>> ClearAsync(Caller caller, ServerId id, CancellationToken cancellationToken) =>
        database.InTransactionAsync<AsyncKey>(
            async transaction =>
            {
                if (await ServerStates.FindOwnAsync(transaction, caller, id) is not { } server)
                {
                    return ServerFailures.Unknown(id);
                }

                await ServerStates.SaveBootAsync(transaction, server, server.BootDevice == BootDevice.Network ? BootDevice.Disk : server.BootDevice, null);
                if (await Runs.LiveAsync(transaction, server.Subject) is null && await Runs.LiveAsync(transaction, ManualReinstall.SubjectOf(id)) is { } announced)
                {
                    await runs.AbortAsync(transaction, announced, new Failure(FailureKind.Invalid, "orders.reinstall-cleared", "The installation from the network was cleared before the server booted from it."));
                }

                return await SetAsync(transaction, server, "clear_pxe");
            },
            cancellationToken);

    public async Task<Result<AsyncKey?>> BootingAsync(DatabaseTransaction transaction, Server server)
    {
        if (server.BootDevice == BootDevice.Disk)
        {
            return (AsyncKey?)null;
        }

        var arranged = server.BootDevice == BootDevice.Network ? server.SealedNetboot : null;
        // For one boot only, whatever comes of it.
        await ServerStates.SaveBootAsync(transaction, server, BootDevice.Disk, arranged is null ? server.SealedNetboot : null);
        if (arranged is null)
        {
            return (AsyncKey?)null;
        }

        var kept = JsonSerializer.Deserialize<KeptRequest>(sealer.Open(arranged).Reveal())!;
        // Who arranged it may do no more by the boot than he could have done himself.
        var started = await reinstall.RequestAsync(transaction, kept.Caller(server), server.Id, kept.ToRequest());
        return started.TryGet(out var run, out var refused) ? run.Callback : refused;
    }

    /// <summary>A reinstallation is over: whoever announced it hears of it.</summary>
    internal async Task EndedAsync(DatabaseTransaction transaction, ServerId id, Failure? failure)
    {
        if (await Runs.LiveAsync(transaction, ManualReinstall.SubjectOf(id)) is not { } announced)
        {
            return;
        }

        if (failure is null)
        {
            await runs.SignalAsync(transaction, announced, ManualReinstall.InstalledSignal);
        }
        else
        {
            await runs.AbortAsync(transaction, announced, failure);
        }
    }

    private async Task<Result<AsyncKey>> SetAsync(DatabaseTransaction transaction, Server server, string action)
    {
        changes.Touch(transaction, $"account:{server.AccountId}");
        return await runs.ReplaceAsync(transaction, SetBoot.SubjectOf(server.Id), action) is { } same
            ? same
            : await runs.StartAsync(transaction, setBoot, action, SetBoot.SubjectOf(server.Id), server.Location, server.AccountId, new SetBootState(server.Id.Value));
    }

    /// <summary>A request as it is kept, sealed as a whole: a <see cref="Secret"/> cannot be written otherwise.</summary>
    private sealed record KeptRequest(OrderRequest Open, string? Password, string? Script, bool ByKeyOfServer, int? ByKey = null)
    {
        public static KeptRequest Of(Caller caller, OrderRequest request) =>
            new(request with { RootPassword = null, PostInstallScript = null, IdempotencyKey = null }, request.RootPassword?.Reveal(), request.PostInstallScript?.Reveal(), caller.OnlyServer is not null, caller.Key?.Value);

        public Caller Caller(Server server) => new(server.AccountId, ByKeyOfServer ? server.Id : null) { Key = ByKey is { } key ? new ApiKeyId(key) : null };

        public OrderRequest ToRequest() =>
            Open with { RootPassword = Password is null ? null : new Secret(Password), PostInstallScript = Script is null ? null : new Secret(Script) };
    }
}
