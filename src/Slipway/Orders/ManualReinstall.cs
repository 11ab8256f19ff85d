using Slipway.Servers;
using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Orders;

public sealed record ManualReinstallState(int ServerId);

/// <summary>Waits for the boot from the network that a customer has announced, and ends as the installation ends.</summary>
public sealed class ManualReinstall : Workflow<ManualReinstallState>
{
    public const string InstalledSignal = "installed";

    private static readonly TimeSpan Patience = TimeSpan.FromDays(1);

    public override string Name => "manual-reinstall/1";

    public override IReadOnlyList<StepEntry<ManualReinstallState>> Steps => [Step<AwaitInstallation>("await-installation", patienceMinutes: Patience.TotalMinutes)];

    public static string SubjectOf(ServerId server) => $"manual-reinstall:{server}";

    /// <summary>It came to nothing: what was arranged is not left lying in wait for a restart weeks later.</summary>
    protected override async Task EndedAsync(IServiceProvider services, DatabaseTransaction transaction, RunFacts run, ManualReinstallState state, Failure? failure)
    {
        if (failure is not null && await ServerStates.FindAsync(transaction, new ServerId(state.ServerId)) is { } server)
        {
            await ServerStates.SaveBootAsync(transaction, server, server.BootDevice == BootDevice.Network ? BootDevice.Disk : server.BootDevice, null);
        }
    }

    internal sealed class AwaitInstallation : Step<ManualReinstallState>
    {
        public override Task<Progress> RunAsync(StepContext<ManualReinstallState> context, CancellationToken cancellationToken) =>
            Task.FromResult(context.Signals.Contains(InstalledSignal)
                ? Done()
                : new Progress.Wait(InstalledSignal, Patience, new Failure(FailureKind.Unavailable, "orders.reinstall-not-booted", "The server did not boot from the network within a day; nothing was changed.")));
    }
}

public sealed record SetBootState(int ServerId);

/// <summary>What a start boots from was changed: the record has it already, in the transaction of the request.</summary>
public sealed class SetBoot : Workflow<SetBootState>
{
    public override string Name => "set-boot/1";

    public override IReadOnlyList<StepEntry<SetBootState>> Steps => [Step<Kept>("kept")];

    public static string SubjectOf(ServerId server) => $"boot:{server}";

    internal sealed class Kept : Step<SetBootState>
    {
        public override Task<Progress> RunAsync(StepContext<SetBootState> context, CancellationToken cancellationToken) => Task.FromResult(Done());
    }
}
