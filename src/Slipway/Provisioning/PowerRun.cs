using Slipway.Machines;
using Slipway.Servers;
using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Provisioning;

public enum PowerAction
{
    On,
    Off,
    HardOff,
    Reboot,

    /// <summary>Only looks, and corrects what is remembered.</summary>
    Status,
}

/// <param name="ServerId">Whose machine.</param>
/// <param name="Node">Node of the machine; a placed server does not move.</param>
public sealed record PowerRequest(int ServerId, string Node, string Driver, PowerAction Action)
{
    /// <summary>It boots from the disc in its drive, this once.</summary>
    public bool FromDisc { get; init; }
}

/// <summary>Switches a machine. Short, but durable like everything that takes longer than a request.</summary>
public sealed class PowerRun : Workflow<PowerRequest>
{
    public override string Name => "switch-power/1";

    public override IReadOnlyList<StepEntry<PowerRequest>> Steps => [Step<SwitchMachine>("switch-machine", patienceMinutes: 5)];

    public static string SubjectOf(ServerId server) => $"power:{server}";

    internal sealed class SwitchMachine(DriverTypes drivers, Changes changes) : Step<PowerRequest>
    {
        public override async Task<Progress> RunAsync(StepContext<PowerRequest> context, CancellationToken cancellationToken)
        {
            var request = context.State;
            var power = drivers.Get(request.Driver).Power;
            var machine = new MachineRef(Server.MachineIdOf(new ServerId(request.ServerId)), request.Node);
            var progress = request.Action switch
            {
                PowerAction.On or PowerAction.Reboot when request.FromDisc => await FromDiscAsync(drivers.Get(request.Driver), machine, request.Action, cancellationToken),
                PowerAction.On => await power.OnAsync(machine, cancellationToken),
                PowerAction.Off => await power.OffAsync(machine, cancellationToken),
                PowerAction.HardOff => await power.HardOffAsync(machine, cancellationToken),
                PowerAction.Reboot => await power.ResetAsync(machine, cancellationToken),
                PowerAction.Status => Done(),
            };
            return progress is Progress.Done ? await RememberAsync(context, power, machine, cancellationToken) : progress;
        }

        private static async Task<Progress> FromDiscAsync(DriverType driver, MachineRef machine, PowerAction action, CancellationToken cancellationToken) =>
            action == PowerAction.Reboot && await driver.Power.HardOffAsync(machine, cancellationToken) is not Progress.Done and var off ? off : await driver.Media.BootAsync(machine, cancellationToken);

        /// <summary>The switch was refused: what the customer sees goes back to what is.</summary>
        public override Task<Progress> UndoAsync(StepContext<PowerRequest> context, CancellationToken cancellationToken)
        {
            var machine = new MachineRef(Server.MachineIdOf(new ServerId(context.State.ServerId)), context.State.Node);
            return RememberAsync(context, drivers.Get(context.State.Driver).Power, machine, cancellationToken);
        }

        private async Task<Progress> RememberAsync(StepContext<PowerRequest> context, IPowerControl power, MachineRef machine, CancellationToken cancellationToken)
        {
            if (!(await power.StateAsync(machine, cancellationToken)).TryGet(out var state, out var failure))
            {
                // Removed in the meantime: there is nothing to remember.
                return failure.Kind == FailureKind.NotFound ? Done("the machine is gone") : new Progress.Failed(failure);
            }

            context.WithJournal(async transaction =>
            {
                var id = new ServerId(context.State.ServerId);
                var underWay = context.State.Action == PowerAction.Status && await Runs.LiveAsync(transaction, SubjectOf(id)) is not null;
                if (!underWay && await ServerStates.FindAsync(transaction, id) is { } server)
                {
                    await ServerStates.SavePowerAsync(transaction, server, state);
                    changes.Touch(transaction, $"account:{server.AccountId}");
                }

                return Unit.Value;
            });
            return Done(state.ToString());
        }
    }
}
