using System.Diagnostics;
using Shouldly;
using Slipway.Testing;
using Xunit;

namespace Slipway.EndToEnd;

/// <summary>The renewal cycle in a process of its own that is killed again and again, with a simulated clock that goes on where it stopped.</summary>
public sealed class KilledYearTests
{
    private const int Days = 75;

    [Fact]
    public async Task A_cycle_that_is_killed_in_the_middle_bills_nothing_twice_and_loses_nothing()
    {
        var folder = Directory.CreateTempSubdirectory("slipway-year-").FullName;
        try
        {
            var random = new Random(7);
            var kills = 0;
            for (var attempt = 0; ; attempt++)
            {
                using var year = Start(folder);
                // The first start makes the schema; later ones need about a second before they live.
                var patience = kills < 12 ? TimeSpan.FromMilliseconds(1_500 + random.Next(2_500)) : TimeSpan.FromMinutes(3);
                if (await EndsWithinAsync(year, patience))
                {
                    var said = await year.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken) + await year.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
                    year.ExitCode.ShouldBe(0, said);
                    said.ShouldContain("difference 0");
                    break;
                }

                year.Kill();
                await year.WaitForExitAsync(TestContext.Current.CancellationToken);
                kills++;
                kills.ShouldBeLessThan(13, "it does not come to its end");
            }

            // Otherwise nothing was shown.
            kills.ShouldBeGreaterThanOrEqualTo(3);
            File.ReadAllText(Path.Combine(folder, "simulated-day")).ShouldBe(Days.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
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
