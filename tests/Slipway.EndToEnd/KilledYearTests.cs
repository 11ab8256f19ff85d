using System.Diagnostics;
using Shouldly;
using Slipway.Testing;
using Xunit;

namespace Slipway.EndToEnd;

/// <summary>The renewal cycle in a process of its own that is killed again and again, with a simulated clock that goes on where it stopped.</summary>
public sealed class KilledYearTests
{
    private const int Days = 75;
    private const int Kills = 12;

    [Fact]
    public async Task A_cycle_that_is_killed_in_the_middle_bills_nothing_twice_and_loses_nothing()
    {
        var folder = Directory.CreateTempSubdirectory("slipway-year-").FullName;
        try
        {
            var random = new Random(7);
            for (var kills = 0; ; kills++)
            {
                using var year = Start(folder);
                if (kills == Kills)
                {
                    (await EndsWithinAsync(year, TimeSpan.FromMinutes(3))).ShouldBeTrue("it does not come to its end");
                    var said = await year.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken) + await year.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
                    year.ExitCode.ShouldBe(0, said);
                    said.ShouldContain("difference 0");
                    break;
                }

                // Counted in days and not in seconds, which say nothing on a box of another speed. Each fourth one dies while it starts.
                var day = DayOf(folder);
                var until = kills % 4 == 0 ? day : day + 1 + random.Next(4);
                while (DayOf(folder) < until && !year.HasExited)
                {
                    await Task.Delay(5, TestContext.Current.CancellationToken);
                }

                await Task.Delay(random.Next(kills % 4 == 0 ? 1_000 : 40), TestContext.Current.CancellationToken);
                year.HasExited.ShouldBeFalse("it was to be killed in the middle");
                year.Kill();
                await year.WaitForExitAsync(TestContext.Current.CancellationToken);
            }

            File.ReadAllText(Path.Combine(folder, "simulated-day")).ShouldBe(Days.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int DayOf(string folder)
    {
        var file = Path.Combine(folder, "simulated-day");
        return File.Exists(file) ? int.Parse(File.ReadAllText(file), System.Globalization.CultureInfo.InvariantCulture) : 0;
    }

    private static Process Start(string folder) => Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(Golden.Root, "artifacts", "bin", "Slipway.Bench", "debug", "Slipway.Bench.dll"), "year", folder, $"{Days}", "3"])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private static async Task<bool> EndsWithinAsync(Process process, TimeSpan time)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(time);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
