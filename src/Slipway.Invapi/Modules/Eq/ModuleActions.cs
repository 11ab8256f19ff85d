using Slipway.Invapi.Wire;
using Slipway.Provisioning;

namespace Slipway.Invapi.Modules.Eq;

/// <summary>What is asked of the management module of a dedicated server.</summary>
internal abstract class ModuleAction(ManagementModules modules, ModuleVerb verb) : ServerAction
{
    protected sealed override async Task<WireReply> RunAsync(WireCall call, ServerId server, CancellationToken cancellationToken) =>
        (await modules.StartAsync(call.Caller, server, verb, cancellationToken)).TryGet(out var key, out var failure)
            ? WireReply.Ok(("id", server.Value), ("callback", key.Value))
            : Refused(failure);
}

/// <summary>The finished check tells user and password for an hour.</summary>
internal sealed class AddIpmiUser(ManagementModules modules) : ModuleAction(modules, ModuleVerb.AddUser);

internal sealed class RemoveIpmiUser(ManagementModules modules) : ModuleAction(modules, ModuleVerb.RemoveUser);

internal sealed class UnitReset(ManagementModules modules) : ModuleAction(modules, ModuleVerb.Reset);

internal sealed class Sensors(ManagementModules modules) : ModuleAction(modules, ModuleVerb.Sensors);
