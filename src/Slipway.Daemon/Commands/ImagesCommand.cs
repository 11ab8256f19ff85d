using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json;
using Slipway.Catalog;
using Slipway.Drivers.Images;

namespace Slipway.Daemon.Commands;

/// <summary>Disk images: what there is, fetch, build, check, tidy up. Also beside a running daemon, which notices new images by itself.</summary>
internal static class ImagesCommand
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    private const int Interrupted = 130;

    private static readonly Option<string> DataFolder = CommonOptions.Data();
    private static readonly Option<string?> Folder = new("--images") { Description = "Folder of the images. Without it the setting Qemu:Images; without that images under --data.", HelpName = "FOLDER" };
    private static readonly Option<string?> Recipes = new("--catalog") { Description = "Folder with recipes, keys and software of your own. Without it the setting Catalog:Folder.", HelpName = "FOLDER" };
    private static readonly Option<string?> Scripts = new("--scripts") { Description = "The folder catalog with the build scripts. Without it the one beside the program.", HelpName = "FOLDER" };
    private static readonly Option<bool> AsJson = new("--json") { Description = "Answer one JSON document." };

    public static Command Create() => new("images", "Disk images of the systems: list, fetch, build, check, tidy up.") { List(), ImagePullCommand.Create(), ImageBuildCommand.Create(), Verify(), Prune() };

    /// <summary>Any number of names; which there are says the refusal of a wrong one.</summary>
    public static Argument<string[]> Names() => new("NAME") { Description = "Images by name, such as debian-12 or debian-12+redis.", Arity = ArgumentArity.ZeroOrMore };

    /// <summary>The verb with the options that all of them have. Ctrl-C ends it in order: what was fetched so far is kept.</summary>
    public static Command With(Command command, Func<ParseResult, ImagesContext, CancellationToken, Task<int>> run)
    {
        foreach (var option in new Option[] { DataFolder, Folder, Recipes, Scripts, AsJson })
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellationToken) => CommonOptions.GuardAsync(async () =>
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
            using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
            void Stop(PosixSignalContext signal)
            {
                signal.Cancel = true;
                stop.Cancel();
            }

            var configuration = DaemonOptions.AddSettings(new ConfigurationBuilder()).Build();
            var services = new ServiceCollection();
            services.AddLogging(logging => logging.AddFilter(_ => false)).AddImages();
            await using var provider = services.BuildServiceProvider();
            var catalog = configuration.GetSection("Catalog").Get<CatalogOptions>() ?? new CatalogOptions();
            var folder = parsed.GetValue(Folder) ?? (configuration["Qemu:Images"] is { Length: > 0 } set ? set : Path.Combine(parsed.GetValue(DataFolder)!, "images"));
            var context = ImagesContext.Load(
                provider.GetRequiredService<ImageStock>(), catalog with { Folder = parsed.GetValue(Recipes) ?? catalog.Folder }, parsed.GetValue(Scripts), folder, configuration, parsed.GetValue(AsJson));
            try
            {
                return await run(parsed, context, stop.Token);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                await Console.Error.WriteLineAsync("slipwayd: stopped. What was fetched so far is kept; the same command goes on from there.");
                return Interrupted;
            }
        }));
        return command;
    }

    public static int Failed(string why)
    {
        Console.Error.WriteLine($"slipwayd: {why}");
        return 1;
    }

    private static Command List()
    {
        var online = new Option<bool>("--online") { Description = "Ask the vendors whether they have newer images." };
        return With(new Command("list", "Every image that the catalog's systems and software can have, and what is there.") { online }, async (parsed, context, cancellationToken) =>
        {
            var entries = await context.Stock.ListAsync(context.Recipes, context.Folder, context.Scripts, parsed.GetValue(online), cancellationToken);
            if (context.AsJson)
            {
                Console.WriteLine(JsonSerializer.Serialize(
                    entries.Select(entry => new
                    {
                        name = entry.Recipe.Name,
                        source = ImagesContext.WordFor(entry.Recipe.Source),
                        tested = entry.Recipe.Tested,
                        present = entry.There,
                        file = entry.There ? context.Folder.ImageOf(entry.Recipe.Name) : null,
                        bytes = entry.There ? entry.Bytes : (long?)null,
                        made = entry.Made,
                        outdated = entry.There ? entry.Outdated : (bool?)null,
                        note = entry.Note,
                        sha256 = entry.Record?.Sha256,
                        url = entry.Record?.Url,
                        signed_by = entry.Record?.SignedBy,
                    }),
                    Json));
                return 0;
            }

            Console.WriteLine($"{"image",-26} {"source",-8} {"tested",-6} {"size",9} {"age",7}  state");
            foreach (var entry in entries)
            {
                var state = !entry.There ? "not there" : entry.Outdated ? $"outdated: {entry.Note}" : entry.Record is null ? "there, no record" : "there";
                Console.WriteLine($"{entry.Recipe.Name,-26} {ImagesContext.WordFor(entry.Recipe.Source),-8} {entry.Recipe.Tested switch { true => "yes", false => "no", null => "-" },-6} {(entry.There ? ByteSize.ToText(entry.Bytes) : ""),9} {(entry.Made is { } made ? Age(TimeProvider.System.GetUtcNow() - made) : ""),7}  {state}");
            }

            Console.WriteLine($"{entries.Count(entry => entry.There)} of {entries.Count} are in {context.Folder.Path}");
            return 0;
        });
    }

    private static Command Verify()
    {
        var names = Names();
        return With(new Command("verify", "Checks images against what they were when they were made. Exit code 1 when one is bad.") { names }, async (parsed, context, cancellationToken) =>
        {
            if (!Directory.Exists(context.Folder.Path))
            {
                return NoFolder(context);
            }

            if (context.Choose(parsed.GetValue(names)!, recipe => File.Exists(context.Folder.ImageOf(recipe.Name)), out var unknown) is not { } recipes)
            {
                return Failed(unknown);
            }

            if (recipes.FirstOrDefault(recipe => !File.Exists(context.Folder.ImageOf(recipe.Name))) is { } missing)
            {
                return Failed($"{missing.Name} is not in {context.Folder.Path}.");
            }

            var results = await ImageConsole.WatchAsync(context.AsJson, async watcher =>
            {
                var checkedImages = new List<VerifiedImage>();
                foreach (var recipe in recipes)
                {
                    checkedImages.Add(await context.Stock.VerifyAsync(recipe.Name, context.Folder, watcher, cancellationToken));
                }

                return checkedImages;
            });
            if (context.AsJson)
            {
                Console.WriteLine(JsonSerializer.Serialize(results, Json));
            }
            else
            {
                foreach (var result in results)
                {
                    Console.WriteLine($"{result.Name}: {(result.Good ? "good" : "BAD")}, {result.Note}{(result.Good ? $" (SHA-256 {result.Sha256})" : "")}");
                }

                Console.WriteLine($"{results.Count} checked, {results.Count(result => !result.Good)} bad");
            }

            return results.All(result => result.Good) ? 0 : 1;
        });
    }

    private static int NoFolder(ImagesContext context) => Failed($"there is no folder {context.Folder.Path}; name the folder of the images with --images.");

    private static Command Prune()
    {
        var packages = new Option<bool>("--packages") { Description = "Also the packages that the builds keep; the next build fetches them again." };
        var unused = new Option<bool>("--unused") { Description = "Also images of the catalog that no machine uses. Their systems cannot be ordered until they are made again." };
        var dry = new Option<bool>("--dry-run") { Description = "Say what would go, and remove nothing." };
        return With(new Command("prune", "Removes broken-off and refused downloads, unfinished images, and images no recipe names any more.") { packages, unused, dry }, async (parsed, context, cancellationToken) =>
        {
            if (!Directory.Exists(context.Folder.Path))
            {
                return NoFolder(context);
            }

            var plan = await context.Stock.PlanPruneAsync(context.Recipes.Select(recipe => recipe.Name).ToHashSet(StringComparer.Ordinal), context.Folder, parsed.GetValue(packages), parsed.GetValue(unused), cancellationToken);
            if (!parsed.GetValue(dry))
            {
                ImageStock.Prune(plan);
            }

            var freed = plan.Remove.Sum(item => item.Bytes);
            if (context.AsJson)
            {
                Console.WriteLine(JsonSerializer.Serialize(new { dry_run = parsed.GetValue(dry), removed = plan.Remove, kept = plan.Kept, bytes = freed }, Json));
                return 0;
            }

            foreach (var item in plan.Remove)
            {
                Console.WriteLine($"{(parsed.GetValue(dry) ? "would remove" : "removed")} {item.Path} ({ByteSize.ToText(item.Bytes)}): {item.Why}");
            }

            foreach (var item in plan.Kept)
            {
                Console.WriteLine($"kept {item.Path}: {item.Why}");
            }

            Console.WriteLine($"{ByteSize.ToText(freed)} {(parsed.GetValue(dry) ? "would be freed" : "freed")}");
            return 0;
        });
    }

    private static string Age(TimeSpan age) => age switch
    {
        { TotalHours: < 1 } => $"{age.TotalMinutes:0} min",
        { TotalDays: < 2 } => $"{age.TotalHours:0} h",
        _ => $"{age.TotalDays:0} d",
    };
}
