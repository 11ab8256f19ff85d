using Slipway.Testing;
using Slipway.Testing.Databases;

namespace Slipway.Bench;

/// <summary>Prints a line for each month of simulated years; a folder that holds an unfinished one is gone on with.</summary>
internal static class SimulatedYear
{
    public static async Task<int> RunAsync(string folder, int days, int seed)
    {
        await using var year = await YearOfServices.OpenAsync(TestDatabase.In(folder), folder, seed);
        Console.WriteLine(YearLine.Head);
        while (year.Day < days)
        {
            await year.LiveDayAsync();
            if (year.Day % 30 == 0 || year.Day == days)
            {
                Console.WriteLine(await year.LineAsync());
            }
        }

        var differences = await year.DifferencesAsync();
        Console.WriteLine(differences.Count == 0 ? "difference 0" : string.Join(Environment.NewLine, differences));
        return differences.Count == 0 ? 0 : 1;
    }
}
