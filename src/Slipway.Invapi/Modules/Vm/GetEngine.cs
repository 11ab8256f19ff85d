using Slipway.Invapi.Session;
using Slipway.Invapi.Wire;
using Slipway.Machines;
using Slipway.Provisioning;
using Slipway.Servers;

namespace Slipway.Invapi.Modules.Vm;

/// <summary>What runs the virtual machines here; with <c>id</c>, what runs this server.</summary>
internal sealed class GetEngine(Nodes nodes, Places places, DriverTypes drivers, SessionServers servers) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var id = call.Form.Id("id");
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        var asked = nodes.Known;
        if (id is { } number)
        {
            var server = new ServerId(number);
            if (!(await servers.CardAsync(call.Caller, server, cancellationToken)).TryGet(out _, out var refused))
            {
                return WireReply.Refused(refused);
            }

            asked = await places.FindAsync(server, cancellationToken) is { } place ? [place.Node] : [];
        }

        var engines = new List<EngineShape>();
        Failure? silent = null;
        foreach (var node in asked.DistinctBy(node => node.Driver))
        {
            if ((await drivers.Get(node.Driver).Engine.AskAsync(node.Name, cancellationToken)).TryGet(out var engine, out var failure))
            {
                engines.Add(new EngineShape(engine.Name, engine.Version, engine.Mode));
            }
            else
            {
                silent = failure;
            }
        }

        return engines.Count > 0
            ? WireReply.Ok(("engine", engines[0].Name), ("version", engines[0].Version), ("mode", engines[0].Mode), ("engines", engines))
            : WireReply.Refused(silent ?? ProvisioningFailures.NoPlace);
    }
}

internal sealed record EngineShape(string Name, string Version, string Mode);
