using System.Text;
using Microsoft.Extensions.Options;
using Slipway.Machines;

namespace Slipway.Drivers.Qemu;

/// <summary>
/// Puts a seed on the disc image that the guest reads. The new one takes the old one's name only when it is whole; a
/// running guest keeps the one it has open.
/// </summary>
internal sealed class SeedDisc(Programs programs, IOptions<QemuOptions> options)
{
    public async Task<Failure?> WriteAsync(QemuFiles files, NoCloudSeed seed, CancellationToken cancellationToken)
    {
        var draft = files.SeedTexts;
        var disc = files.SeedDraft;
        try
        {
            Clear(draft, disc);
            AtomicFile.EnsureFolder(draft);
            AtomicFile.Write(Path.Combine(draft, "meta-data"), Encoding.UTF8.GetBytes(seed.MetaData));
            AtomicFile.Write(Path.Combine(draft, "user-data"), Encoding.UTF8.GetBytes(seed.UserData));

            // Made by us first, so that it is ours alone before anything is in it.
            AtomicFile.Write(disc, []);
            var outcome = await programs.RunAsync(
                options.Value.Xorriso,
                ["-as", "mkisofs", "-quiet", "-V", "CIDATA", "-J", "-r", "-o", disc, draft],
                TimeSpan.FromSeconds(30),
                cancellationToken);
            if (!outcome.Succeeded)
            {
                return outcome.ToFailure("qemu.seed");
            }

            File.Move(disc, files.Seed, overwrite: true);
            return null;
        }
        finally
        {
            Clear(draft, disc);
        }
    }

    private static void Clear(string draft, string disc)
    {
        if (Directory.Exists(draft))
        {
            Directory.Delete(draft, recursive: true);
        }

        File.Delete(disc);
    }
}
