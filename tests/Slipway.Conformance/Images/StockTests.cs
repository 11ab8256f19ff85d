using System.Diagnostics;
using Shouldly;
using Slipway.Conformance.Drivers;
using Slipway.Drivers.Images;
using Slipway.Testing;
using Xunit;

namespace Slipway.Conformance.Images;

/// <summary>What is said of images that are there, and what is tidied up, on real files.</summary>
public sealed class StockTests : IAsyncLifetime
{
    private ImageBench _bench = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ImageFolder Folder => _bench.Folder;

    private string Image => Folder.ImageOf(ImageBench.Name);

    public async ValueTask InitializeAsync()
    {
        _bench = await ImageBench.MadeAsync();
        (await _bench.PullAsync(cancellationToken: Token)).Succeeded.ShouldBeTrue();
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task An_image_is_good_until_one_bit_of_its_data_changes()
    {
        (await VerifyAsync()).Good.ShouldBeTrue();

        await using (var file = new FileStream(Image, FileMode.Open))
        {
            // In the middle of the data, where qemu-img check does not look.
            file.Position = 5 << 20;
            var old = file.ReadByte();
            file.Position = 5 << 20;
            file.WriteByte((byte)(old ^ 1));
        }

        await QemuHere.RunAsync("qemu-img", "check", "-q", Image);
        var bad = await VerifyAsync();
        bad.Good.ShouldBeFalse();
        bad.Note.ShouldContain("expected SHA-256");
    }

    [Fact]
    public async Task A_broken_file_is_bad_and_one_without_a_record_is_whole_as_far_as_is_known()
    {
        File.Delete(Folder.RecordOf(ImageBench.Name));
        var unknown = await VerifyAsync();
        unknown.Good.ShouldBeTrue();
        unknown.Note.ShouldContain("no SHA-256 was recorded");
        unknown.Sha256.ShouldNotBeNull();

        await using (var file = new FileStream(Image, FileMode.Open))
        {
            file.SetLength(file.Length / 2);
        }

        (await VerifyAsync()).Good.ShouldBeFalse();
    }

    [Fact]
    public async Task The_list_says_what_is_there_and_what_is_newer()
    {
        var recipe = new ImageRecipe(ImageBench.Name, new ImageSource.Vendor(_bench.Image), Tested: false);
        (await EntryAsync(recipe, online: true)).Outdated.ShouldBeFalse();
        (await EntryAsync(recipe with { Name = "vendor-2" })).There.ShouldBeFalse();

        var moved = recipe with { Source = new ImageSource.Vendor(_bench.Image with { Url = new Uri("https://elsewhere.example/vendor-1.qcow2") }) };
        (await EntryAsync(moved)).Note!.ShouldContain("another file");

        await _bench.PublishAsync();
        (await EntryAsync(recipe)).Outdated.ShouldBeFalse("nobody was asked");
        (await EntryAsync(recipe, online: true)).Note.ShouldBe("the vendor has a newer one");
    }

    [Fact]
    public async Task Prune_removes_leftovers_and_leaves_what_is_in_use_or_not_ours()
    {
        Write("downloads/old.part", "downloads/old.part.json", "downloads/old.rejected", ".old.qcow2.new", "old.qcow2.tmp.4711", "gone.qcow2.json", "gone.qcow2.recipe", "own.qcow2", "packages/bookworm/a.deb");
        Write("downloads/busy.part");
        using var busy = FileLock.TryTake(Folder.LockOf("busy"));

        var plan = await PlanAsync();
        Names(plan.Remove).ShouldBe([".old.qcow2.new", "downloads/old.part", "downloads/old.part.json", "downloads/old.rejected", "gone.qcow2.json", "gone.qcow2.recipe", "old.qcow2.tmp.4711"]);
        Names(plan.Kept).ShouldBe(["downloads/busy.part", "own.qcow2"]);
        Names((await PlanAsync(packages: true)).Remove).ShouldContain("packages");

        ImageStock.Prune(plan);
        _bench.Left.ShouldBe(["downloads/busy.part", "own.qcow2", "packages/bookworm/a.deb", "vendor-1.qcow2", "vendor-1.qcow2.json"]);
    }

    [Fact]
    public async Task An_image_goes_only_when_no_machine_uses_it()
    {
        Names((await PlanAsync(unused: true)).Remove).ShouldBe(["vendor-1.qcow2", "vendor-1.qcow2.json"]);
        Names((await PlanAsync(named: [])).Remove).ShouldBe(["vendor-1.qcow2", "vendor-1.qcow2.json"], "no recipe names it any more");

        // As the driver does it for each machine.
        await QemuHere.RunAsync("ln", Image, Path.Combine(Folder.Path, "..", "base.qcow2"));
        foreach (var plan in new[] { await PlanAsync(unused: true), await PlanAsync(named: []) })
        {
            plan.Remove.ShouldBeEmpty();
            plan.Kept.ShouldHaveSingleItem().Why.ShouldBe("machines use it");
        }
    }

    /// <summary>The script finds an image up to date when the fingerprint beside it is the one it would write itself.</summary>
    [Theory]
    [InlineData("debian-12", "bookworm", null)]
    [InlineData("debian-11+wordpress", "bullseye", "wordpress")]
    public async Task The_fingerprint_is_the_one_of_the_build_script(string name, string suite, string? software)
    {
        var catalog = Path.Combine(Golden.Root, "catalog");
        var scripts = new BuildScripts(catalog, null);
        Write($"{name}.qcow2");
        await File.WriteAllTextAsync(Folder.FingerprintOf(name), scripts.FingerprintOf(new ImageSource.Debian(suite, software)) + "\n", Token);

        using var build = Process.Start(new ProcessStartInfo(
            "bash", [scripts.BuildDebian, "--suite", suite, "--out", Folder.ImageOf(name), .. software is null ? Array.Empty<string>() : ["--software", Path.Combine(catalog, "software", software)]])
        {
            RedirectStandardOutput = true,
        })!;
        // Without a mirror: one that does build ends soon.
        var said = build.StandardOutput.ReadLineAsync(Token);
        var line = await said;
        if (!build.HasExited)
        {
            build.Kill(entireProcessTree: true);
        }

        line.ShouldNotBeNull().ShouldEndWith("is up to date");
    }

    [Fact]
    public async Task A_build_that_is_stopped_takes_its_processes_along()
    {
        var scripts = Directory.CreateTempSubdirectory("sws-").FullName;
        var mark = Path.Combine(scripts, "tidied");
        try
        {
            Directory.CreateDirectory(Path.Combine(scripts, "images"));
            Directory.CreateDirectory(Path.Combine(scripts, "os"));
            await File.WriteAllTextAsync(Path.Combine(scripts, "os", "debian-12.yaml"), "", Token);
            // As the real one: the work is in the background, and tidies up after itself.
            await File.WriteAllTextAsync(
                Path.Combine(scripts, "images", "build-all.sh"), $"#!/bin/bash\n( trap 'echo done > {mark}; exit 143' TERM; echo begun; while :; do sleep 0.1; done ) &\nwait\n", Token);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
            var begun = new TaskCompletionSource();
            var build = _bench.Stock.BuildAsync([new ImageRecipe("debian-12", new ImageSource.Debian("bookworm", null), true)], new BuildScripts(scripts, null), Folder, _ => begun.TrySetResult(), stop.Token);
            await begun.Task.WaitAsync(TimeSpan.FromSeconds(20), Token);

            await stop.CancelAsync();

            await Should.ThrowAsync<OperationCanceledException>(() => build);
            await QemuHere.UntilAsync(() => File.Exists(mark), "the build has tidied up");
        }
        finally
        {
            Directory.Delete(scripts, recursive: true);
        }
    }

    private Task<VerifiedImage> VerifyAsync() => _bench.Stock.VerifyAsync(ImageBench.Name, Folder, _ => { }, Token);

    private async Task<ImageEntry> EntryAsync(ImageRecipe recipe, bool online = false) => (await _bench.Stock.ListAsync([recipe], Folder, null, online, Token)).Single();

    private Task<PrunePlan> PlanAsync(bool packages = false, bool unused = false, string[]? named = null) => _bench.Stock.PlanPruneAsync(named ?? [ImageBench.Name], Folder, packages, unused, Token);

    private string[] Names(IEnumerable<PruneItem> items) => [.. items.Select(item => Path.GetRelativePath(Folder.Path, item.Path)).Order(StringComparer.Ordinal)];

    private void Write(params string[] files)
    {
        foreach (var file in files.Select(file => Path.Combine(Folder.Path, file)))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, "x");
        }
    }
}
