using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Slipway.Workflows;
using Xunit;

namespace Slipway.Tests.Workflows.Checks;

/// <summary>Mechanical checks of every registered workflow.</summary>
public sealed class WorkflowCheckTests
{
    public static TheoryData<string> Scenes => [.. Scene.All.Select(scene => scene.Name)];

    public static TheoryData<string, Fault> Faults => new MatrixTheoryData<string, Fault>(Short, Enum.GetValues<Fault>());

    public static TheoryData<string, Cut> Cuts => new MatrixTheoryData<string, Cut>(Short, Enum.GetValues<Cut>());

    private static IEnumerable<string> Short => Scene.All.Where(scene => !scene.IsLong).Select(scene => scene.Name);

    [Fact]
    public async Task Every_workflow_has_a_scene()
    {
        await using var stage = await Stage.OpenAsync();

        var registered = stage.Business.Services.GetServices<Workflow>().Select(workflow => workflow.Name);

        registered.ShouldBeSubsetOf(Scene.All.Select(scene => scene.Workflow), "add a scene to Scene.cs: the checks do the rest");
    }

    [Theory]
    [MemberData(nameof(Scenes))]
    public async Task It_comes_to_its_end(string name)
    {
        await using var stage = await Stage.OpenAsync();
        await ShouldEndWellAsync(stage, Find(name));
    }

    [Theory]
    [MemberData(nameof(Scenes))]
    public async Task Every_step_may_be_called_twice(string name)
    {
        await using var stage = await Stage.OpenAsync();
        stage.Intercept = Interference.Twice();
        await ShouldEndWellAsync(stage, Find(name));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_step_that_fails_leaves_a_clean_slate(string name, Fault fault)
    {
        await using var stage = await Stage.OpenAsync();
        foreach (var (step, stepName) in StepsOf(stage, Find(name)))
        {
            stage.Intercept = Interference.FailingAt(step, fault);
            await ShouldUndoAsync(stage, Find(name), stepName, fault.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Every_undo_may_be_repeated(string name, Fault fault)
    {
        await using var stage = await Stage.OpenAsync();
        foreach (var (step, stepName) in StepsOf(stage, Find(name)))
        {
            var twice = Interference.Twice();
            var failing = Interference.FailingAt(step, fault);
            stage.Intercept = (at, undo, call) => undo ? twice(at, undo, call) : failing(at, undo, call);
            await ShouldUndoAsync(stage, Find(name), stepName, $"{fault}, undone twice");
        }
    }

    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task A_daemon_that_dies_in_any_step_is_followed_by_one_that_goes_on(string name, Cut cut)
    {
        await using var stage = await Stage.OpenAsync();
        var scene = Find(name);
        foreach (var (step, stepName) in StepsOf(stage, scene))
        {
            var started = await scene.StartAsync(stage);
            var deaths = stage.Deaths;
            stage.Intercept = Interference.CutAt(step, inUndo: false, cut, stage.Life);
            await ShouldEndWellAsync(stage, scene, started, $"cut {cut} {stepName}");
            stage.Deaths.ShouldBe(deaths + 1, $"the daemon was to die {cut} of {stepName}");
        }
    }

    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task A_daemon_that_dies_in_any_undo_is_followed_by_one_that_goes_on(string name, Cut cut)
    {
        await using var stage = await Stage.OpenAsync();
        var scene = Find(name);
        var steps = StepsOf(stage, scene);
        // The last step whose undo is wanted: the more there is to undo, the more can go wrong.
        var (failing, failingName) = steps.Last(step => step.Name != "call-customer");
        foreach (var (step, stepName) in steps.Where(step => step.Step <= failing))
        {
            var started = await scene.StartAsync(stage);
            stage.Intercept = Interference.Both(Interference.CutAt(step, inUndo: true, cut, stage.Life), Interference.FailingAt(failing, Fault.AfterItActed));
            await ShouldUndoAsync(stage, scene, failingName, $"cut {cut} undo of {stepName}", started);
        }
    }

    [Theory]
    [MemberData(nameof(Scenes))]
    public async Task A_daemon_that_dies_after_every_journal_write_changes_nothing(string name)
    {
        await using var stage = await Stage.OpenAsync();
        var scene = Find(name);
        if (scene.IsLong)
        {
            // Its only wait is covered by the short scene of the same workflow.
            Scene.All.ShouldContain(other => !other.IsLong && other.Workflow == scene.Workflow);
            return;
        }

        var started = await scene.StartAsync(stage);
        for (var (nudged, daemons) = (false, 0); (await stage.LoadAsync(started.Key)).EndedAt is null; daemons++)
        {
            daemons.ShouldBeLessThan(100, "the run does not come to its end");
            await stage.RestartAsync();
            var pause = await stage.Business.Get<RunExecutor>().AdvanceAsync(started.Key, CancellationToken.None);
            stage.Business.Clock.Advance(pause ?? TimeSpan.Zero);
            if (pause is null && !nudged)
            {
                nudged = true;
                await scene.NudgeAsync(stage, started);
            }
        }

        scene.ShouldBeDone(await Slate.ReadAsync(stage, started));
    }

    private static async Task ShouldEndWellAsync(Stage stage, Scene scene, Started? started = null, string? when = null)
    {
        started ??= await scene.StartAsync(stage);
        var run = await DriveAsync(stage, scene, started);
        run.State.ShouldBe(RunState.Done, when);
        scene.ShouldBeDone(await Slate.ReadAsync(stage, started));
    }

    private static async Task ShouldUndoAsync(Stage stage, Scene scene, string step, string when, Started? started = null)
    {
        started ??= await scene.StartAsync(stage);
        var run = await DriveAsync(stage, scene, started);
        try
        {
            run.Failure.ShouldBe(Interference.Planted);
            scene.ShouldBeClean(await Slate.ReadAsync(stage, started), run, step);
        }
        catch (ShouldAssertException unclean)
        {
            throw new ShouldAssertException($"{scene.Name}, {step} failed {when}: {unclean.Message}");
        }
    }

    private static async Task<Run> DriveAsync(Stage stage, Scene scene, Started started)
    {
        var run = await stage.DriveAsync(started.Key);
        if (run.EndedAt is null && run.WaitingFor is not null)
        {
            await scene.NudgeAsync(stage, started);
            run = await stage.DriveAsync(started.Key);
        }

        return run;
    }

    private static List<(int Step, string Name)> StepsOf(Stage stage, Scene scene) =>
        [.. stage.Business.Services.GetServices<Workflow>().Single(workflow => workflow.Name == scene.Workflow).StepNames.Select((name, step) => (step, name))];

    private static Scene Find(string name) => Scene.All.Single(scene => scene.Name == name);
}
