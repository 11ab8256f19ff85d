using System.CommandLine;
using System.Text.Json;
using Slipway.Drivers.Images;

namespace Slipway.Daemon.Commands;

internal static class ImagePullCommand
{
    public static Command Create()
    {
        var names = ImagesCommand.Names();
        var all = new Option<bool>("--all") { Description = "Every image that a vendor provides." };
        var force = new Option<bool>("--force") { Description = "Fetch also what is there already." };
        var command = new Command("pull", "Fetches images from their vendors, checks them and puts them in place. Goes on where it was broken off.") { names, all, force };
        return ImagesCommand.With(command, async (parsed, context, cancellationToken) =>
        {
            var wanted = parsed.GetValue(names)!;
            if (wanted.Length == 0 && !parsed.GetValue(all))
            {
                return ImagesCommand.Failed("name an image, or give --all. slipwayd images list shows them.");
            }

            if (context.Choose(wanted, recipe => recipe.Source is ImageSource.Vendor, out var unknown) is not { } recipes)
            {
                return ImagesCommand.Failed(unknown);
            }

            if (recipes.FirstOrDefault(recipe => recipe.Source is not ImageSource.Vendor) is { } other)
            {
                return ImagesCommand.Failed(other.Source is ImageSource.Operator
                    ? $"{other.Name} has no address to fetch it from: put it into {context.Folder.Path} yourself."
                    : $"{other.Name} is not fetched, it is built here: slipwayd images build {other.Name}");
            }

            var refused = new List<(string Name, Failure Failure)>();
            var pulled = await ImageConsole.WatchAsync(context.AsJson, async watcher =>
            {
                var done = new List<PulledImage>();
                foreach (var recipe in recipes)
                {
                    var outcome = await context.Stock.PullAsync(recipe.Name, ((ImageSource.Vendor)recipe.Source).Image, context.Folder, parsed.GetValue(force), watcher, cancellationToken);
                    if (outcome.TryGet(out var image, out var failure))
                    {
                        done.Add(image);
                    }
                    else
                    {
                        refused.Add((recipe.Name, failure));
                    }
                }

                return done;
            });
            if (context.AsJson)
            {
                Console.WriteLine(JsonSerializer.Serialize(
                    new { pulled = pulled.Select(image => new { fetched = image.Fetched, image.Record }), refused = refused.Select(item => new { name = item.Name, code = item.Failure.Code, message = item.Failure.Message }) },
                    ImagesCommand.Json));
            }
            else
            {
                foreach (var image in pulled)
                {
                    var record = image.Record;
                    Console.WriteLine(image.Fetched
                        ? $"{record.Name}: {ByteSize.ToText(record.Bytes)} in {context.Folder.ImageOf(record.Name)}, checksum right, {(record.SignedBy is { } key ? $"signed by {key}" : "not signed by its vendor")}"
                        : $"{record.Name}: up to date");
                }
            }

            foreach (var (name, failure) in refused)
            {
                ImagesCommand.Failed($"{name}: {failure.Message}");
            }

            return refused.Count == 0 ? 0 : 1;
        });
    }
}
