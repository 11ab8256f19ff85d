using Shouldly;
using Slipway.Provisioning;
using Slipway.Servers;
using Slipway.Workflows;

namespace Slipway.Tests.Workflows.Checks;

/// <summary>A task inside a server: what fails takes nothing away from the server, and its parameters stay nowhere.</summary>
internal sealed class RunningATask() : Scene("run-task/1")
{
    public override async Task<Started> StartAsync(Stage stage)
    {
        var started = await ActiveServerAsync(stage);
        var key = await stage.Business.Get<StartTask>().RunAsync(started.Customer.Caller, started.Server, "set-timezone", _ => "Europe/Amsterdam", CancellationToken.None);
        return started with { Key = key.Value };
    }

    public override void ShouldBeDone(Slate slate) => slate.ShouldBe(slate with { Server = ServerState.Active, Machine = true, Places = 1, Addresses = 1, Secrets = false });

    public override void ShouldBeClean(Slate slate, Run run, string step)
    {
        run.State.ShouldBe(RunState.Failed);
        ShouldBeDone(slate);
    }
}

internal sealed class MeasuringLoad() : Scene("load-stats/1")
{
    public override async Task<Started> StartAsync(Stage stage)
    {
        var started = await ActiveServerAsync(stage);
        return started with { Key = (await stage.Business.Get<MeasureLoad>().RunAsync(started.Customer.Caller, started.Server, CancellationToken.None)).Value };
    }

    public override void ShouldBeDone(Slate slate) => slate.ShouldBe(slate with { Server = ServerState.Active, Machine = true, Secrets = false });

    public override void ShouldBeClean(Slate slate, Run run, string step)
    {
        run.State.ShouldBe(RunState.Failed);
        ShouldBeDone(slate);
    }
}
