using System.Globalization;
using Slipway.Bench;

// `make bench`: each figure beside its ceiling, measured in the same run on the same box. Names choose some of them.
// `bare-kestrel URL ANSWER-FILE` is the ceiling of the wire, started as a process of its own like the daemon.
if (args is ["bare-kestrel", var url, var file])
{
    await BareKestrel.RunAsync(url, file);
    return 0;
}

// `make simulate-year`: years of a provider's billing. `year FOLDER DAYS SEED` goes on where one was interrupted.
if (args is ["year", var folder, var days, var seed])
{
    return await SimulatedYear.RunAsync(folder, int.Parse(days, CultureInfo.InvariantCulture), int.Parse(seed, CultureInfo.InvariantCulture));
}

// `make fuzz`: requests that nobody would think of. `fuzz SEED COUNT [NUMBER]` sends one of them again.
if (args is ["fuzz", var fuzzSeed, var count, .. var one])
{
    return await Fuzz.RunAsync(
        int.Parse(fuzzSeed, CultureInfo.InvariantCulture), int.Parse(count, CultureInfo.InvariantCulture), one is [var number] ? int.Parse(number, CultureInfo.InvariantCulture) : null);
}

var benches = new Dictionary<string, Func<Task<Figure>>>
{
    ["show"] = ReadBench.ShowAsync,
    ["list"] = ReadBench.ListAsync,
    ["check"] = ReadBench.CheckAsync,
    ["presets"] = ReadBench.PresetsAsync,
    ["orders"] = OrderBench.RunAsync,
    ["boot"] = BootBench.RunAsync,
    ["reinstall"] = BootBench.ReinstallAsync,
    ["software"] = BootBench.SoftwareAsync,
};
if (args.FirstOrDefault(name => !benches.ContainsKey(name)) is { } unknown)
{
    await Console.Error.WriteLineAsync($"There is no bench '{unknown}'; there are {string.Join(", ", benches.Keys)}.");
    return 2;
}

Console.WriteLine($"{"figure",-44} {"ours",12} {"ceiling",12} {"ratio",7}   goal");
foreach (var name in args.Length > 0 ? args : [.. benches.Keys])
{
    var figure = await benches[name]();
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{figure.Name,-44} {figure.Ours,12:0.00} {figure.Ceiling,12:0.00} {figure.Ours / figure.Ceiling,7:0.00}   {figure.Goal}"));
}

return 0;

/// <param name="Ours">Slipway's, in the unit that the name tells.</param>
/// <param name="Ceiling">What the box can do without Slipway, in the same unit.</param>
internal sealed record Figure(string Name, double Ours, double Ceiling, string Goal);
