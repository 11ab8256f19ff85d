using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Conformance.Drivers;
using Slipway.Drivers.Images;

namespace Slipway.Conformance.Images;

/// <summary>A vendor with one image, his signed checksums, and an empty folder to pull it into.</summary>
internal sealed class ImageBench : IAsyncDisposable
{
    public const string Name = "vendor-1";

    public const string File = "vendor-1.qcow2";

    private readonly string _root = Directory.CreateTempSubdirectory("swi-").FullName;
    private readonly ServiceProvider _services;

    private ImageBench(VendorServer server, VendorKey key, long? free)
    {
        Server = server;
        Key = key;
        Folder = new ImageFolder(Path.Combine(_root, "images"));
        var services = new ServiceCollection();
        services.AddImages();
        services.AddSingleton(provider => new Download(provider.GetRequiredService<IHttpClientFactory>(), TimeProvider.System) { Pause = TimeSpan.FromMilliseconds(20), Silence = TimeSpan.FromSeconds(5) });
        if (free is { } bytes)
        {
            services.AddSingleton(new DiskSpace { Free = _ => bytes });
        }

        _services = services.BuildServiceProvider();
    }

    public VendorServer Server { get; }

    public VendorKey Key { get; }

    public ImageFolder Folder { get; }

    public ImageStock Stock => _services.GetRequiredService<ImageStock>();

    public VendorImage Image { get; private set; } = null!;

    /// <summary>What was told while it worked.</summary>
    public List<ImageProgress> Told { get; } = [];

    public static async Task<ImageBench> MadeAsync(long? free = null)
    {
        var bench = new ImageBench(await VendorServer.StartedAsync(), await VendorKey.MadeAsync(), free);
        await bench.PublishAsync();
        bench.Image = new VendorImage(bench.Server.Address(File), "qcow2", bench.Server.Address("SHA256SUMS"), null, bench.Key.Signing(bench.Server.Address("SHA256SUMS.gpg")));
        return bench;
    }

    public void Use(Func<VendorImage, VendorImage> change) => Image = change(Image);

    /// <summary>Another image under the same name, with its checksums and their signature.</summary>
    public async Task PublishAsync()
    {
        var raw = Path.Combine(_root, "raw");
        var qcow2 = Path.Combine(_root, "qcow2");
        await System.IO.File.WriteAllBytesAsync(raw, RandomNumberGenerator.GetBytes(6 << 20));
        await QemuHere.RunAsync("qemu-img", "convert", "-q", "-f", "raw", "-O", "qcow2", raw, qcow2);
        Server.Files[File] = await System.IO.File.ReadAllBytesAsync(qcow2);
        await SignAsync($"{Server.Sha256(File)} *{File}\n");
    }

    public async Task SignAsync(string checksums)
    {
        Server.Files["SHA256SUMS"] = Encoding.ASCII.GetBytes(checksums);
        Server.Files["SHA256SUMS.gpg"] = await Key.DetachedAsync(Server.Files["SHA256SUMS"]);
    }

    public Task<Result<PulledImage>> PullAsync(bool force = false, CancellationToken cancellationToken = default) => Stock.PullAsync(
        Name,
        Image,
        Folder,
        force,
        progress =>
        {
            lock (Told)
            {
                Told.Add(progress);
            }
        },
        cancellationToken);

    /// <summary>What lies in the folder besides locks.</summary>
    public string[] Left => Directory.Exists(Folder.Path)
        ? [.. Directory.EnumerateFiles(Folder.Path, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Folder.Path, path)).Where(path => !path.EndsWith(".lock", StringComparison.Ordinal)).Order(StringComparer.Ordinal)]
        : [];

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Key.DisposeAsync();
        await _services.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }
}
