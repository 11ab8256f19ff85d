using System.CommandLine;
using System.Text.Json;
using Slipway.Drivers.Images;

namespace Slipway.Daemon.Commands;

internal static class ImageBuildCommand
{
    private const string Media = "Images:Media";

    public static Command Create()
    {
        var names = ImagesCommand.Names();
        names.Arity = ArgumentArity.OneOrMore;
        var iso = Text("--iso", "Windows: the installation medium, a file or an address.", "FILE|URL");
        var sha256 = Text("--sha256", "Windows: SHA-256 of the medium.", "HEX");
        var virtio = Text("--virtio", "Windows: the disc of virtio drivers, virtio-win.iso.", "FILE");
        var cloudbase = Text("--cloudbase-init", "Windows: the installer of cloudbase-init, CloudbaseInitSetup_x64.msi.", "FILE");
        var key = Text("--product-key-file", "Windows: file with the product key, where the medium needs one.", "FILE");
        var accelerator = Text("--accelerator", "Windows: kvm or tcg; without it kvm where it can be opened.", "NAME");
        accelerator.AcceptOnlyFromAmong("kvm", "tcg");
        var command = new Command("build", "Builds images here: Debian from its packages, with software or without; Windows from your own medium.") { names, iso, sha256, virtio, cloudbase, key, accelerator };
        return ImagesCommand.With(command, async (parsed, context, cancellationToken) =>
        {
            if (context.Choose(parsed.GetValue(names)!, _ => false, out var unknown) is not { } recipes)
            {
                return ImagesCommand.Failed(unknown);
            }

            if (recipes.FirstOrDefault(recipe => recipe.Source is not (ImageSource.Debian or ImageSource.Iso)) is { } other)
            {
                return ImagesCommand.Failed(other.Source is ImageSource.Vendor ? $"{other.Name} is not built, it is fetched: slipwayd images pull {other.Name}" : $"{other.Name} cannot be built here: put it into {context.Folder.Path} yourself.");
            }

            if (context.Scripts is not { } scripts)
            {
                return ImagesCommand.Failed("the build scripts are not beside the program. Name the folder catalog with --scripts.");
            }

            var media = new Dictionary<string, WindowsMedia>(StringComparer.Ordinal);
            foreach (var name in recipes.Where(recipe => recipe.Source is ImageSource.Iso).Select(recipe => recipe.Name))
            {
                string? Given(Option<string?> option, string setting) => parsed.GetValue(option) ?? context.Configuration[$"{Media}:{name}:{setting}"];
                if (Given(iso, "Iso") is not { } medium || Given(sha256, "Sha256") is not { } hash || Given(virtio, "Virtio") is not { } drivers || Given(cloudbase, "CloudbaseInit") is not { } agent)
                {
                    return ImagesCommand.Failed($"{name} is licensed: bring your own medium. Give --iso, --sha256, --virtio and --cloudbase-init, or the settings {Media}:{name}:Iso, :Sha256, :Virtio and :CloudbaseInit.");
                }

                List<string> more = [];
                if (Given(key, "ProductKeyFile") is { } keyFile)
                {
                    more.AddRange(["--product-key-file", keyFile]);
                }

                if (parsed.GetValue(accelerator) is { } chosen)
                {
                    more.AddRange(["--accelerator", chosen]);
                }

                media[name] = new WindowsMedia(medium, hash.ToLowerInvariant(), drivers, agent, more);
            }

            var failures = await ImageConsole.WatchAsync(context.AsJson, async watcher =>
            {
                var refused = new List<Failure>();
                var debian = recipes.Where(recipe => recipe.Source is ImageSource.Debian).ToList();
                if (debian.Count > 0 && await context.Stock.BuildAsync(debian, scripts, context.Folder, watcher, cancellationToken) is { } failure)
                {
                    refused.Add(failure);
                }

                foreach (var (name, medium) in media)
                {
                    var source = (ImageSource.Iso)recipes.Single(recipe => recipe.Name == name).Source;
                    if (await context.Stock.BuildWindowsAsync(name, source, medium, scripts, context.Folder, watcher, cancellationToken) is { } broken)
                    {
                        refused.Add(broken);
                    }
                }

                return refused;
            });
            var records = recipes.Select(recipe => ImageRecord.Read(context.Folder.RecordOf(recipe.Name))).OfType<ImageRecord>().ToList();
            if (context.AsJson)
            {
                Console.WriteLine(JsonSerializer.Serialize(new { built = records, refused = failures.Select(failure => new { code = failure.Code, message = failure.Message }) }, ImagesCommand.Json));
            }
            else if (failures.Count == 0)
            {
                foreach (var record in records)
                {
                    Console.WriteLine($"{record.Name}: {ByteSize.ToText(record.Bytes)} in {context.Folder.ImageOf(record.Name)}");
                }
            }

            foreach (var failure in failures)
            {
                ImagesCommand.Failed(failure.Message);
            }

            return failures.Count == 0 ? 0 : 1;
        });
    }

    private static Option<string?> Text(string name, string description, string help) => new(name) { Description = description, HelpName = help };
}
