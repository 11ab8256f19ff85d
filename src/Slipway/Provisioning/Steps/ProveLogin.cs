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
        // Off in the middle of its first boot: the box it stands on was restarted. It goes on where it was.
        if ((await driver.Power.StateAsync(specification.Machine, cancellationToken)).TryGet(out var power, out _) && power == PowerState.Off
            && await driver.Power.OnAsync(specification.Machine, cancellationToken) is not Progress.Done and var started)
        {
            return started;
        }

        if (deployment.Image.IsBlank)
        {
            // Nobody can log in to an empty disk: the machine is on, and waits for what its customer gives it.
            return power == PowerState.On ? await AnsweredAsync(context, driver, specification, new LoginProof(Done(), []), cancellationToken) : new Progress.Again(TimeSpan.FromSeconds(1));
        }

        var proof = await driver.Proof.LoginAsync(specification.Machine, deployment.Login(sealer), cancellationToken);
        if (proof.Progress is Progress.Failed { Failure.Kind: FailureKind.Unauthenticated } && context.Now - context.StepStarted < PasswordComesLater)
        {
            // An image of the operator's own may let its SSH server answer before the password is set.
            return new Progress.Again(TimeSpan.FromSeconds(5), "the password is not accepted yet");
        }

        if (proof.Progress is not Progress.Done)
        {
            return proof.Progress;
        }

        if (proof.Software is { ExitCode: not 0 } broken)
        {
            return new Progress.Failed(new Failure(
                FailureKind.Unsupported, "provisioning.software-not-installed", "The software could not be installed on the machine.",
                // Not its output, in which an installer may show passwords it made.
                new DriverFacts($"install.sh of {deployment.Software} ended with {broken.ExitCode}")));
        }

        return await AnsweredAsync(context, driver, specification, proof, cancellationToken);
    }

    private static async Task<Progress> AnsweredAsync(StepContext<Deployment> context, DriverType driver, MachineSpecification specification, LoginProof proof, CancellationToken cancellationToken)
    {
        var access = await driver.Proof.AccessAsync(specification.Machine, cancellationToken);
        if (!access.TryGet(out var reached, out var failure))
        {
            return new Progress.Failed(failure);
        }

        context.State = context.State with
        {
            Proof = new ReadyProof(reached.SshHost, reached.SshPort, reached.Ports, proof.HostKeys, context.Now, proof.PostInstall?.ExitCode, proof.PostInstall?.LastLines) { UdpPorts = reached.UdpPorts },
        };
        return Done();
    }
}
