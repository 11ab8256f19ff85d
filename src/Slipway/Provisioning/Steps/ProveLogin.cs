using Slipway.Machines;
using Slipway.Servers;
using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Provisioning.Steps;

/// <summary>
/// Ready means proven: the platform has logged in from outside, as the customer will, and remembers which host keys it saw.
/// </summary>
internal sealed class ProveLogin(Places places, Sealer sealer) : MachineStep(places)
{
    private static readonly TimeSpan PasswordComesLater = TimeSpan.FromMinutes(5);

    protected override async Task<Progress> RunAsync(
        StepContext<Deployment> context, DriverType driver, MachineSpecification specification, CancellationToken cancellationToken)
    {
        var deployment = context.State;
        var password = deployment.Installation(sealer).RootPassword;
        // Off in the middle of its first boot: the box it stands on was restarted. It goes on where it was.
        if ((await driver.Power.StateAsync(specification.Machine, cancellationToken)).TryGet(out var power, out _) && power == PowerState.Off
            && await driver.Power.OnAsync(specification.Machine, cancellationToken) is not Progress.Done and var started)
        {
            return started;
        }

        var proof = await driver.Proof.LoginAsync(specification.Machine, new Login(password, FirstBoot: deployment.SealedScript is not null), cancellationToken);
        if (proof.Progress is Progress.Failed { Failure.Kind: FailureKind.Unauthenticated } && context.Now - context.StepStarted < PasswordComesLater)
        {
            // An image of the operator's own may let its SSH server answer before the password is set.
            return new Progress.Again(TimeSpan.FromSeconds(5), "the password is not accepted yet");
        }

        if (proof.Progress is not Progress.Done)
        {
            return proof.Progress;
        }

        var access = await driver.Proof.AccessAsync(specification.Machine, cancellationToken);
        if (!access.TryGet(out var reached, out var failure))
        {
            return new Progress.Failed(failure);
        }

        context.State = deployment with
        {
            Proof = new ReadyProof(reached.SshHost, reached.SshPort, reached.Ports, proof.HostKeys, context.Now, proof.PostInstall?.ExitCode, proof.PostInstall?.LastLines),
        };
        return Done();
    }
}
