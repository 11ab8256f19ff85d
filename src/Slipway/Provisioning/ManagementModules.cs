using System.Security.Cryptography;
using Slipway.Accounts;
using Slipway.Catalog;
using Slipway.Machines;
using Slipway.Servers;
using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Provisioning;

/// <summary>The management modules of dedicated servers, for their customers.</summary>
public sealed class ManagementModules(Database database, DriverTypes drivers, LiveCatalog catalog, Runs runs, ModuleRun workflow, Sealer sealer)
{
    private const string PasswordSigns = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    /// <summary>What the oldest modules still take.</summary>
    private const int PasswordLength = 16;

    public static readonly Failure None = new(FailureKind.Unsupported, "provisioning.no-module", "This kind of server has no management module; only dedicated servers have one.");

    private static readonly Failure NoSensors = new(FailureKind.Unsupported, "provisioning.no-sensors", "sensors are available for dedicated servers only");

    /// <summary>Starts it, or answers the run that is doing the same already.</summary>
    public Task<Result<AsyncKey>> StartAsync(Caller caller, ServerId id, ModuleVerb verb, CancellationToken cancellationToken) =>
        database.InTransactionAsync<AsyncKey>(
            async transaction =>
            {
                if (!(await FindAsync(transaction, caller, id)).TryGet(out var place, out var refused))
                {
                    return verb == ModuleVerb.Sensors && refused == None ? NoSensors : refused;
                }

                var word = ModuleRun.WordOf(verb);
                var subject = $"{word}:{id}";
                if (await Runs.LiveAsync(transaction, subject) is { } same)
                {
                    return same;
                }

                var password = verb == ModuleVerb.AddUser ? sealer.Seal(new Secret(RandomNumberGenerator.GetString(PasswordSigns, PasswordLength))) : null;
                return await runs.StartAsync(transaction, workflow, word, subject, place.Server.Location, place.Server.AccountId, new ModuleWork(id.Value, verb, password));
            },
            cancellationToken);

    /// <summary>The caller's running dedicated server, held until the transaction ends.</summary>
    internal async Task<Result<JobPlace>> FindAsync(DatabaseTransaction transaction, Caller caller, ServerId id)
    {
        if (await ServerStates.FindOwnAsync(transaction, caller, id) is not { } server)
        {
            return ServerFailures.Unknown(id);
        }

        if (catalog.Current.Preset(server.PresetId) is not { IsVirtual: false })
        {
            return None;
        }

        if (server.State == ServerState.Suspended)
        {
            return ProvisioningFailures.Suspended(id, "can be managed again");
        }

        if (server.State != ServerState.Active || await Capacity.NodeOfAsync(transaction, id) is not { } node)
        {
            return ProvisioningFailures.NotReady(id, "managed");
        }

        var place = new JobPlace(server, node, drivers.Get(node.Driver));
        return place.Driver.HasManagement ? place : None;
    }
}

public enum ModuleVerb
{
    AddUser,
    RemoveUser,
    Reset,
    Sensors,
}
