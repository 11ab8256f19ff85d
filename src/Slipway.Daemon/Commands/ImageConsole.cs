using Slipway.Drivers.Images;
using Spectre.Console;

namespace Slipway.Daemon.Commands;

/// <summary>Shows how far it is, on standard error: a bar where there is a terminal, else a line now and then.</summary>
internal static class ImageConsole
{
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(10);

    public static async Task<T> WatchAsync<T>(bool quiet, Func<ImageWatcher, Task<T>> work)
    {
        if (quiet)
        {
            return await work(_ => { });
        }

        if (Console.IsErrorRedirected)
        {
            return await work(Lines());
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await console.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new DownloadedColumn(), new TransferSpeedColumn(), new RemainingTimeColumn())
            .StartAsync(bars => work(Bars(console, bars)));
    }

    private static ImageWatcher Bars(IAnsiConsole console, ProgressContext bars)
    {
        (string Name, ImagePhase Phase) present = default;
        ProgressTask? bar = null;
        return progress =>
        {
            if (progress.Phase == ImagePhase.Building)
            {
                console.WriteLine(progress.Note ?? "");
                return;
            }

            if (bar is null || present != (progress.Name, progress.Phase))
            {
                bar?.StopTask();
                present = (progress.Name, progress.Phase);
                bar = bars.AddTask(Markup.Escape($"{progress.Name} {Word(progress.Phase)}"), maxValue: 1);
            }

            bar.IsIndeterminate = progress.Total is null;
            bar.MaxValue = progress.Total ?? 1;
            bar.Value = progress.Done;
        };
    }

    private static ImageWatcher Lines()
    {
        (string Name, ImagePhase Phase) present = default;
        long told = 0;
        return progress =>
        {
            if (progress.Phase == ImagePhase.Building)
            {
                Console.Error.WriteLine(progress.Note);
            }
            else if (present != (progress.Name, progress.Phase) || TimeProvider.System.GetElapsedTime(told) > Often)
            {
                present = (progress.Name, progress.Phase);
                told = TimeProvider.System.GetTimestamp();
                Console.Error.WriteLine($"{progress.Name}: {Word(progress.Phase)}{(progress.Done > 0 ? $", {ByteSize.ToText(progress.Done)}" : "")}{(progress is { Done: > 0, Total: { } total } ? $" of {ByteSize.ToText(total)}" : "")}");
            }
        };
    }

    private static string Word(ImagePhase phase) => phase switch
    {
        ImagePhase.Waiting => "waits for another slipwayd that works on it",
        ImagePhase.Downloading => "is fetched",
        ImagePhase.Checking => "is checked",
        ImagePhase.Converting => "is converted",
        ImagePhase.Building => "is built",
    };
}
