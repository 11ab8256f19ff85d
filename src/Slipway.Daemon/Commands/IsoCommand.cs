using System.CommandLine;
using System.Text.Json;
using Slipway.Media;

namespace Slipway.Daemon.Commands;

/// <summary>The operator's ISO images, which every customer may put into his servers' drives; also beside a running daemon.</summary>
internal static class IsoCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create() => new("iso", "ISO images that servers can be given to read.") { List(), Add(), Remove() };

    private static Command List() => MoneyCommands.WithServices(
        new Command("list", "All images, those of customers included."),
        async (parsed, services, cancellationToken) =>
        {
            var library = services.GetRequiredService<IsoLibrary>();
            var images = await library.AllAsync(cancellationToken);
            foreach (var orphan in await library.OrphansAsync(cancellationToken))
            {
                // Not in the list itself: a program that reads it looks for images.
                await Console.Error.WriteLineAsync($"slipwayd: {orphan} belongs to no image and can be deleted");
            }

            if (MoneyCommands.WantsJson(parsed))
            {
                Console.WriteLine(JsonSerializer.Serialize(images.Select(iso => Facts(services, iso)), Json));
                return 0;
            }

            foreach (var iso in images)
            {
                Console.WriteLine($"{iso.Id,6}  {(iso.AccountId is { } account ? $"customer {account}" : "everybody"),-18}  {$"{iso.Phase}".ToLowerInvariant(),-8}  {iso.Bytes,14}  {iso.Name}{(iso.Trouble is { } why ? $"  ({why})" : "")}");
            }

            return 0;
        });

    private static Command Add()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "The image; it is copied." };
        var name = new Option<string?>("--name") { Description = "What customers see; the file's name without its ending if left out." };
        var shortName = new Option<string?>("--short-name") { Description = "A short one, to mount it by." };
        var description = new Option<string?>("--description") { Description = "A sentence for customers." };
        return MoneyCommands.WithServices(
            new Command("add", "Takes a file in as an image that everybody may use.") { file, name, shortName, description },
            async (parsed, services, cancellationToken) => await SayAsync(
                parsed, services,
                await services.GetRequiredService<IsoLibrary>().AddAsync(
                    parsed.GetValue(file)!.FullName, new IsoWords(parsed.GetValue(name), parsed.GetValue(shortName), parsed.GetValue(description)), cancellationToken), "added"));
    }

    private static Command Remove()
    {
        var id = new Argument<int>("ID") { Description = "Number of the image." };
        return MoneyCommands.WithServices(
            new Command("remove", "Removes an image of the operator's that is in no drive.") { id },
            async (parsed, services, cancellationToken) => await SayAsync(parsed, services, await services.GetRequiredService<IsoLibrary>().DeleteAsync(null, parsed.GetValue(id), cancellationToken), "removed"));
    }

    private static async Task<int> SayAsync(ParseResult parsed, IServiceProvider services, Result<Iso> result, string done)
    {
        if (!result.TryGet(out var iso, out var failure))
        {
            await Console.Error.WriteLineAsync($"slipwayd: {failure.Message}");
            return 1;
        }

        Console.WriteLine(MoneyCommands.WantsJson(parsed) ? JsonSerializer.Serialize(Facts(services, iso), Json) : $"{done}: {iso.Id} {iso.Name}");
        return 0;
    }

    private static object Facts(IServiceProvider services, Iso iso) => new
    {
        id = iso.Id,
        account = iso.AccountId?.Value,
        name = iso.Name,
        short_name = iso.ShortName,
        description = iso.Description,
        status = $"{iso.Phase}".ToLowerInvariant(),
        bytes = iso.Bytes,
        sha256 = iso.Sha256,
        created_at = iso.CreatedAt,
        trouble = iso.Trouble,
        file = services.GetRequiredService<IsoFolder>().PathOf(iso.Id),
    };
}
