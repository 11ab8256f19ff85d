using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Shouldly;
using Slipway.Conformance.Drivers;
using Slipway.Drivers.Images;
using Slipway.Testing;
using Xunit;

namespace Slipway.Conformance.Images;

/// <summary>The verb as a process of its own, with an operator's catalog: recipe and keyring are files.</summary>
public sealed class ImagesVerbTests : IAsyncLifetime
{
    private readonly string _catalog = Directory.CreateTempSubdirectory("swc-").FullName;
    private ImageBench _bench = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _bench = await ImageBench.MadeAsync();
        Directory.CreateDirectory(Path.Combine(_catalog, "os"));
        Directory.CreateDirectory(Path.Combine(_catalog, "keys"));
        await File.WriteAllBytesAsync(Path.Combine(_catalog, "keys", "vendor.gpg"), _bench.Key.Keyring, Token);
        await File.WriteAllTextAsync(
            Path.Combine(_catalog, "os", $"{ImageBench.Name}.yaml"),
            $"""
            id: 9001
            name: A vendor's system
            alias: vendor
            family: linux
            kinds: [vm]
            minimum: {"{cores: 1, ram_gb: 1, disk_gb: 5}"}
            image:
              source: vendor
              url: {_bench.Image.Url}
              format: qcow2
              checksums: {_bench.Image.Checksums}
              signature: {_bench.Image.Signing!.Signature}
              key: {_bench.Key.Fingerprint}
              keyring: vendor.gpg
            """,
            Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _bench.DisposeAsync();
        Directory.Delete(_catalog, recursive: true);
    }

    [Fact]
    public async Task Pull_list_verify_and_prune()
    {
        (await RunAsync("pull", ImageBench.Name)).Output.ShouldContain($"checksum right, signed by {_bench.Key.Fingerprint}");

        var (code, output, _) = await RunAsync("list", "--json");
        code.ShouldBe(0);
        var listed = JsonDocument.Parse(output).RootElement.EnumerateArray().Single(image => image.GetProperty("name").GetString() == ImageBench.Name);
        listed.GetProperty("present").GetBoolean().ShouldBeTrue();
        listed.GetProperty("tested").GetBoolean().ShouldBeFalse();
        listed.GetProperty("outdated").GetBoolean().ShouldBeFalse();
        listed.GetProperty("signed_by").GetString().ShouldBe(_bench.Key.Fingerprint);

        (await RunAsync("verify")).ShouldSatisfyAllConditions(run => run.Code.ShouldBe(0), run => run.Output.ShouldContain("1 checked, 0 bad"));
        await File.AppendAllTextAsync(_bench.Folder.ImageOf(ImageBench.Name), "x", Token);
        (await RunAsync("verify", ImageBench.Name)).ShouldSatisfyAllConditions(run => run.Code.ShouldBe(1), run => run.Output.ShouldContain("BAD, changed since"));

        (await RunAsync("prune", "--unused", "--dry-run")).Output.ShouldContain("would remove");
        File.Exists(_bench.Folder.ImageOf(ImageBench.Name)).ShouldBeTrue();
        (await RunAsync("prune")).Code.ShouldBe(0);
        File.Exists(_bench.Folder.ImageOf(ImageBench.Name)).ShouldBeTrue("a recipe names it");
        (await RunAsync("prune", "--unused")).Output.ShouldContain("no machine uses it");
        File.Exists(_bench.Folder.ImageOf(ImageBench.Name)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_refusal_is_one_line_on_standard_error_and_exit_code_1()
    {
        await _bench.SignAsync($"{new string('a', 64)}  {ImageBench.File}\n");

        var (code, output, errors) = await RunAsync("pull", ImageBench.Name);

        code.ShouldBe(1);
        output.ShouldBeEmpty();
        errors.ShouldContain($"slipwayd: {ImageBench.Name}: What came from");
        _bench.Left.ShouldBe(["downloads/vendor-1.rejected"]);
        (await RunAsync("pull", "no-such")).Errors.ShouldContain("there is no image 'no-such' in the catalog");
        (await RunAsync("pull", "debian-12")).Errors.ShouldContain("slipwayd images build debian-12");
    }

    /// <summary>The operator's own medium; what installs from it is a stand-in that only makes a disk.</summary>
    [Fact]
    public async Task A_licensed_system_is_built_from_the_medium_that_was_named_and_from_no_other()
    {
        Directory.CreateDirectory(Path.Combine(_catalog, "images"));
        await File.WriteAllTextAsync(Path.Combine(_catalog, "images", "build-all.sh"), "", Token);
        await File.WriteAllTextAsync(
            Path.Combine(_catalog, "images", "build-windows.sh"), $"echo \"$@\" > {_catalog}/arguments\nwhile [ $# -gt 1 ]; do shift; done\nqemu-img create -q -f qcow2 \"$1\" 1G\n", Token);
        _bench.Server.Files["windows.iso"] = new byte[1 << 20];
        string[] media = ["windows-2022", "--iso", _bench.Server.Address("windows.iso").ToString(), "--virtio", "v.iso", "--cloudbase-init", "c.msi", "--scripts", _catalog, "--sha256"];

        (await RunAsync("build", [.. media, new string('a', 64)])).ShouldSatisfyAllConditions(run => run.Code.ShouldBe(1), run => run.Errors.ShouldContain(_bench.Server.Sha256("windows.iso")));
        File.Exists(_bench.Folder.ImageOf("windows-2022")).ShouldBeFalse();
        File.Exists(Path.Combine(_catalog, "arguments")).ShouldBeFalse();

        (await RunAsync("build", [.. media, _bench.Server.Sha256("windows.iso")])).Code.ShouldBe(0);
        (await File.ReadAllTextAsync(Path.Combine(_catalog, "arguments"), Token)).ShouldContain("--edition Windows Server 2022 SERVERSTANDARD --drivers 2k22 --virtio v.iso --cloudbase-init c.msi --out");
        ImageRecord.Read(_bench.Folder.RecordOf("windows-2022")).ShouldNotBeNull().Source.ShouldBe("iso");
        _bench.Left.ShouldBe(["windows-2022.qcow2", "windows-2022.qcow2.json"]);
    }

    [Theory]
    [InlineData("-INT", 130)]
    [InlineData("-KILL", 137)]
    public async Task Whatever_ends_the_process_leaves_a_part_to_go_on_from(string signal, int expected)
    {
        var hold = (After: 3 << 20, Reached: new TaskCompletionSource(), Go: new TaskCompletionSource());
        _bench.Server.Hold = hold;
        using var process = Start("pull", ImageBench.Name);
        await hold.Reached.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);
        await QemuHere.UntilAsync(() => new FileInfo(_bench.Folder.PartOf(ImageBench.Name)) is { Exists: true, Length: > 1 << 20 }, "bytes in the part");

        await QemuHere.RunAsync("kill", signal, process.Id.ToString(CultureInfo.InvariantCulture));
        await process.WaitForExitAsync(Token);

        process.ExitCode.ShouldBe(expected);
        _bench.Left.ShouldBe(["downloads/vendor-1.part", "downloads/vendor-1.part.json"]);
        _bench.Server.Hold = null;
        (await RunAsync("pull", ImageBench.Name)).Code.ShouldBe(0);
        _bench.Server.Asked.Last(asked => asked.Path == ImageBench.File).Status.ShouldBe(206);
    }

    [Fact]
    public async Task Two_processes_do_not_get_in_each_others_way()
    {
        var runs = await Task.WhenAll(RunAsync("pull", ImageBench.Name), RunAsync("pull", ImageBench.Name));

        runs.ShouldAllBe(run => run.Code == 0);
        runs.Count(run => run.Output.Contains("up to date", StringComparison.Ordinal)).ShouldBe(1);
        (await RunAsync("verify")).Code.ShouldBe(0);
    }

    /// <summary>Each shipped keyring really has the key that its recipe pins.</summary>
    [Fact]
    public async Task Pinned_keys_are_in_their_keyrings()
    {
        var signed = Catalog.CatalogLoader.LoadRecipes(Catalog.CatalogFile.Shipped()).OrThrow().Systems.Select(os => os.Image.Download?.Signing).OfType<Catalog.ChecksumSigning>().ToList();
        signed.ShouldNotBeEmpty();
        foreach (var signing in signed)
        {
            using var gpg = Process.Start(new ProcessStartInfo("gpg", ["--homedir", _catalog, "--show-keys", "--with-colons", Path.Combine(Golden.Root, "catalog", "keys", signing.Keyring)]) { RedirectStandardOutput = true })!;
            var keys = await gpg.StandardOutput.ReadToEndAsync(Token);
            keys.ShouldContain($":{signing.Fingerprint}:");
        }
    }

    private async Task<(int Code, string Output, string Errors)> RunAsync(string verb, params string[] arguments)
    {
        using var process = Start(verb, arguments);
        var output = process.StandardOutput.ReadToEndAsync(Token);
        var errors = process.StandardError.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        return (process.ExitCode, await output, await errors);
    }

    private Process Start(string verb, params string[] arguments) => Process.Start(new ProcessStartInfo(
        "dotnet", [Path.Combine(AppContext.BaseDirectory, "slipwayd.dll"), "images", verb, .. arguments, "--images", _bench.Folder.Path, "--catalog", _catalog])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
