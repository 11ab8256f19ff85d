using System.Diagnostics;
using Shouldly;
using Slipway.Drivers.Images;

namespace Slipway.Conformance.Images;

/// <summary>A signing key made for a test by the gpg program.</summary>
internal sealed class VendorKey : IAsyncDisposable
{
    // Short: the agent's socket lies in it.
    private readonly string _home = Directory.CreateTempSubdirectory("swk-").FullName;
    private readonly string[] _clock;

    private VendorKey(string? at) => _clock = at is null ? [] : ["--faked-system-time", at];

    public string Fingerprint { get; private set; } = "";

    public byte[] Keyring { get; private set; } = [];

    /// <param name="at">Made at this time (<c>20200101T000000</c>), valid for a month from then; null is now and for ever.</param>
    public static async Task<VendorKey> MadeAsync(string? at = null)
    {
        var key = new VendorKey(at);
        await key.GpgAsync("--quick-generate-key", "A vendor <images@example.org>", "ed25519", "sign", at is null ? "never" : "1m");
        var lines = System.Text.Encoding.ASCII.GetString(await key.GpgAsync("--with-colons", "--list-keys")).Split('\n');
        key.Fingerprint = lines.First(line => line.StartsWith("fpr:", StringComparison.Ordinal)).Split(':')[9];
        key.Keyring = await key.GpgAsync("--export");
        return key;
    }

    public Signing Signing(Uri? signature) => new(signature, Fingerprint, Keyring);

    public Task<byte[]> DetachedAsync(byte[] text) => OfAsync(text, "--detach-sign");

    public Task<byte[]> ClearSignedAsync(byte[] text) => OfAsync(text, "--clearsign");

    public async ValueTask DisposeAsync()
    {
        using var agent = Process.Start("gpgconf", ["--homedir", _home, "--kill", "all"]);
        await agent.WaitForExitAsync();
        Directory.Delete(_home, recursive: true);
    }

    private async Task<byte[]> OfAsync(byte[] text, string how)
    {
        var file = Path.Combine(_home, "text");
        await File.WriteAllBytesAsync(file, text);
        return await GpgAsync("--output", "-", how, file);
    }

    private async Task<byte[]> GpgAsync(params string[] arguments)
    {
        using var gpg = Process.Start(new ProcessStartInfo("gpg", ["--homedir", _home, "--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", "", .. _clock, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = gpg.StandardError.ReadToEndAsync();
        using var output = new MemoryStream();
        await gpg.StandardOutput.BaseStream.CopyToAsync(output);
        await gpg.WaitForExitAsync();
        gpg.ExitCode.ShouldBe(0, await errors);
        return output.ToArray();
    }
}
