using System.Text;
using Shouldly;
using Slipway.Conformance.Drivers;
using Slipway.Drivers.Images;
using Xunit;

namespace Slipway.Conformance.Images;

/// <summary>A real server, real signatures, real image files: what is fetched is right, or it does not get the image's name.</summary>
public sealed class PullTests : IAsyncLifetime
{
    private ImageBench _bench = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _bench = await ImageBench.MadeAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task A_signed_image_is_fetched_checked_converted_and_its_origin_written_down()
    {
        var pulled = (await _bench.PullAsync(cancellationToken: Token)).Value;

        pulled.Fetched.ShouldBeTrue();
        _bench.Left.ShouldBe(["vendor-1.qcow2", "vendor-1.qcow2.json"]);
        await QemuHere.RunAsync("qemu-img", "check", "-q", _bench.Folder.ImageOf(ImageBench.Name));
        var record = ImageRecord.Read(_bench.Folder.RecordOf(ImageBench.Name)).ShouldNotBeNull();
        record.ShouldBe(pulled.Record);
        record.Url.ShouldBe(_bench.Image.Url);
        record.DownloadSha256.ShouldBe(_bench.Server.Sha256(ImageBench.File));
        record.SignedBy.ShouldBe(_bench.Key.Fingerprint);
        record.Sha256.ShouldBe(await ImageFile.Sha256Async(_bench.Folder.ImageOf(ImageBench.Name), (_, _) => { }, Token));
        _bench.Told.ShouldContain(progress => progress.Phase == ImagePhase.Downloading && progress.Done == progress.Total);
    }

    [Fact]
    public async Task What_is_there_already_is_not_fetched_again_and_what_is_newer_is()
    {
        await _bench.PullAsync(cancellationToken: Token);
        (await _bench.PullAsync(cancellationToken: Token)).Value.Fetched.ShouldBeFalse();
        _bench.Server.Asked.Count(asked => asked.Path == ImageBench.File).ShouldBe(1);

        await _bench.PublishAsync();
        (await _bench.PullAsync(cancellationToken: Token)).Value.Fetched.ShouldBeTrue();
        (await _bench.PullAsync(force: true, Token)).Value.Fetched.ShouldBeTrue();
        ImageRecord.Read(_bench.Folder.RecordOf(ImageBench.Name))!.DownloadSha256.ShouldBe(_bench.Server.Sha256(ImageBench.File));
    }

    [Fact]
    public async Task A_connection_that_is_cut_is_taken_up_where_it_ended()
    {
        _bench.Server.Cuts.Enqueue(1 << 20);
        _bench.Server.Cuts.Enqueue(2 << 20);
        _bench.Server.Unwell = 1;

        (await _bench.PullAsync(cancellationToken: Token)).Succeeded.ShouldBeTrue();

        var asked = _bench.Server.Asked.Where(asked => asked.Path == ImageBench.File).ToList();
        asked.Count.ShouldBe(3);
        asked[0].Range.ShouldBe("");
        asked.Skip(1).ShouldAllBe(request => request.Status == 206 && request.Range.StartsWith("bytes=", StringComparison.Ordinal));
        Start(asked[1].Range).ShouldBeGreaterThan(0);
        Start(asked[2].Range).ShouldBeGreaterThan(Start(asked[1].Range));
    }

    [Fact]
    public async Task A_file_that_changed_meanwhile_starts_again()
    {
        await BreakOffAsync();
        await _bench.PublishAsync();
        (await _bench.PullAsync(cancellationToken: Token)).Succeeded.ShouldBeTrue();

        // The same checksums, another file behind the address: only the server can tell, by If-Range.
        await BreakOffAsync(force: true);
        var good = _bench.Server.Files[ImageBench.File];
        _bench.Server.Files[ImageBench.File] = [.. good, 0];
        (await _bench.PullAsync(force: true, Token)).Failure!.Code.ShouldBe("images.checksum-wrong");
        _bench.Server.Asked.Last().Status.ShouldBe(200, "asked for the rest, answered with all");
    }

    [Fact]
    public async Task A_server_without_ranges_works_too()
    {
        _bench.Server.KnowsRanges = false;
        _bench.Server.Cuts.Enqueue(1 << 20);

        (await _bench.PullAsync(cancellationToken: Token)).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task A_wrong_checksum_is_refused_and_explained_and_the_old_image_stays()
    {
        await _bench.PullAsync(cancellationToken: Token);
        var before = await File.ReadAllBytesAsync(_bench.Folder.ImageOf(ImageBench.Name), Token);
        var other = new string('a', 64);
        await _bench.SignAsync($"{other}  {ImageBench.File}\n");

        var failure = (await _bench.PullAsync(cancellationToken: Token)).Failure.ShouldNotBeNull();

        failure.Code.ShouldBe("images.checksum-wrong");
        failure.Message.ShouldContain(other);
        failure.Message.ShouldContain(_bench.Server.Sha256(ImageBench.File));
        failure.Message.ShouldContain(_bench.Image.Url.ToString());
        failure.Message.ShouldContain("pull again");
        (await File.ReadAllBytesAsync(_bench.Folder.ImageOf(ImageBench.Name), Token)).ShouldBe(before);
        _bench.Left.ShouldBe(["downloads/vendor-1.rejected", "vendor-1.qcow2", "vendor-1.qcow2.json"]);
    }

    [Fact]
    public async Task A_signature_of_another_text_is_refused_before_anything_is_fetched()
    {
        _bench.Server.Files["SHA256SUMS"] = Encoding.ASCII.GetBytes($"{new string('b', 64)}  {ImageBench.File}\n");

        await RefusedAsync("images.signature-wrong", "one of the two was changed");
    }

    [Fact]
    public async Task A_good_signature_of_another_key_is_refused()
    {
        await using var stranger = await VendorKey.MadeAsync();
        _bench.Server.Files["SHA256SUMS.gpg"] = await stranger.DetachedAsync(_bench.Server.Files["SHA256SUMS"]);

        // The keyring does not have the stranger's key; then it does, and still another one is pinned.
        await RefusedAsync("images.signature-wrong", stranger.Fingerprint[^16..]);
        _bench.Use(image => image with { Signing = image.Signing! with { Keyring = (byte[])[.. _bench.Key.Keyring, .. stranger.Keyring] } });
        await RefusedAsync("images.signature-wrong", stranger.Fingerprint);
    }

    [Fact]
    public async Task A_signature_of_a_key_that_has_expired_is_refused()
    {
        await using var old = await VendorKey.MadeAsync("20200101T000000");
        _bench.Server.Files["SHA256SUMS.gpg"] = await old.DetachedAsync(_bench.Server.Files["SHA256SUMS"]);
        _bench.Use(image => image with { Signing = old.Signing(image.Signing!.Signature) });

        await RefusedAsync("images.signature-wrong", "expired");
    }

    [Theory]
    [InlineData("SHA256SUMS.gpg", "images.not-fetched")]
    [InlineData("SHA256SUMS", "images.not-fetched")]
    public async Task Without_checksums_or_signature_nothing_is_fetched(string missing, string code)
    {
        _bench.Server.Files.TryRemove(missing, out _);

        await RefusedAsync(code, "404");
    }

    [Fact]
    public async Task Of_a_clear_signed_list_only_what_was_signed_counts()
    {
        var list = Encoding.ASCII.GetBytes($"SHA256 ({ImageBench.File}) = {_bench.Server.Sha256(ImageBench.File)}\n");
        var signed = await _bench.Key.ClearSignedAsync(list);
        _bench.Use(image => image with { Signing = _bench.Key.Signing(null) });
        _bench.Server.Files["SHA256SUMS"] = signed;
        (await _bench.PullAsync(cancellationToken: Token)).Succeeded.ShouldBeTrue();

        // A line before the signed text, as somebody would add who cannot sign.
        _bench.Server.Files["SHA256SUMS"] = [.. Encoding.ASCII.GetBytes($"{new string('c', 64)}  {ImageBench.File}\n"), .. signed];
        (await _bench.PullAsync(cancellationToken: Token)).Value.Fetched.ShouldBeFalse("the added line was not taken");
    }

    [Fact]
    public async Task What_is_no_image_of_its_own_is_refused_although_its_checksum_is_right()
    {
        var folder = Directory.CreateTempSubdirectory("swb-").FullName;
        try
        {
            var file = Path.Combine(folder, "file");
            await QemuHere.RunAsync("qemu-img", "create", "-q", "-u", "-f", "qcow2", "-b", "/etc/shadow", "-F", "raw", file, "1G");
            _bench.Server.Files[ImageBench.File] = await File.ReadAllBytesAsync(file, Token);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        await _bench.SignAsync($"{_bench.Server.Sha256(ImageBench.File)}  {ImageBench.File}\n");
        (await _bench.PullAsync(cancellationToken: Token)).Failure!.Message.ShouldContain("/etc/shadow");
        File.Exists(_bench.Folder.ImageOf(ImageBench.Name)).ShouldBeFalse();
    }

    [Fact]
    public async Task An_interrupted_pull_leaves_nothing_under_the_name_and_the_next_goes_on()
    {
        await BreakOffAsync();
        _bench.Left.ShouldBe(["downloads/vendor-1.part", "downloads/vendor-1.part.json"]);

        (await _bench.PullAsync(cancellationToken: Token)).Succeeded.ShouldBeTrue();
        Start(_bench.Server.Asked.Last(asked => asked.Path == ImageBench.File).Range).ShouldBeGreaterThan(1 << 20);
        _bench.Left.ShouldBe(["vendor-1.qcow2", "vendor-1.qcow2.json"]);
    }

    [Fact]
    public async Task Pulls_at_once_wait_for_each_other_and_one_of_them_fetches()
    {
        var pulls = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => _bench.PullAsync(cancellationToken: Token), Token)));

        pulls.Count(pull => pull.Value.Fetched).ShouldBe(1);
        _bench.Server.Asked.Count(asked => asked.Path == ImageBench.File).ShouldBe(1);
        _bench.Told.ShouldContain(progress => progress.Phase == ImagePhase.Waiting);
        await QemuHere.RunAsync("qemu-img", "check", "-q", _bench.Folder.ImageOf(ImageBench.Name));
    }

    [Fact]
    public async Task A_full_disk_is_noticed_before()
    {
        await using var full = await ImageBench.MadeAsync(free: 300 << 20);
        (await full.PullAsync(cancellationToken: Token)).Succeeded.ShouldBeTrue("6 MiB fit beside what is kept");

        await using var tooFull = await ImageBench.MadeAsync(free: 258 << 20);
        (await tooFull.PullAsync(cancellationToken: Token)).Failure!.Code.ShouldBe("images.no-room");
        tooFull.Left.ShouldBeEmpty();
    }

    private async Task RefusedAsync(string code, string because)
    {
        var failure = (await _bench.PullAsync(cancellationToken: Token)).Failure.ShouldNotBeNull();
        failure.Code.ShouldBe(code);
        failure.Message.ShouldContain(because);
        _bench.Left.ShouldBeEmpty();
        _bench.Server.Asked.ShouldNotContain(asked => asked.Path == ImageBench.File);
    }

    /// <summary>A pull that somebody stops in the middle.</summary>
    private async Task BreakOffAsync(bool force = false)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var hold = (After: 3 << 20, Reached: new TaskCompletionSource(), Go: new TaskCompletionSource());
        _bench.Server.Hold = hold;
        var pull = _bench.PullAsync(force, stop.Token);
        await hold.Reached.Task.WaitAsync(TimeSpan.FromSeconds(20), Token);
        await QemuHere.UntilAsync(() => new FileInfo(_bench.Folder.PartOf(ImageBench.Name)) is { Exists: true, Length: > 1 << 20 }, "bytes in the part");
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => pull);
        _bench.Server.Hold = null;
    }

    private static long Start(string range) => long.Parse(range["bytes=".Length..^1], System.Globalization.CultureInfo.InvariantCulture);
}
