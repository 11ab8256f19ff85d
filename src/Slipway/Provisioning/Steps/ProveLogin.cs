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
    protected override async Task<Progress> RunAsync(
        StepContext<Deployment> context, DriverType driver, MachineSpecification specification, CancellationToken cancellationToken)
    {
        var deployment = context.State;
        var password = deployment.Installation(sealer).RootPassword;
        var proof = await driver.Proof.LoginAsync(specification.Machine, new Login(password, FirstBoot: deployment.SealedScript is not null), cancellationToken);
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
