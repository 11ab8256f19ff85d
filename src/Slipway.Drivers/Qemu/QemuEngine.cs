using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Slipway.Machines;

namespace Slipway.Drivers.Qemu;

/// <summary>QEMU on this box: which version, and whether guests run on KVM. Asked once.</summary>
internal sealed partial class QemuEngine(Programs programs, QemuAccelerator accelerator, IOptions<QemuOptions> options) : IEngine
{
    private volatile Engine? _known;

    public async Task<Result<Engine>> AskAsync(string node, CancellationToken cancellationToken)
    {
        if (_known is { } known)
        {
            return known;
        }

        var outcome = await programs.RunAsync(options.Value.Binary, ["--version"], TimeSpan.FromSeconds(5), cancellationToken);
        return Version().Match(outcome.Output) is { Success: true } version
            ? _known = new Engine("QEMU", version.Groups[1].Value, await accelerator.IsKvmAsync(cancellationToken) ? "kvm" : "tcg")
            : outcome.ToFailure("qemu.version");
    }

    [GeneratedRegex(@"version ([0-9][0-9.]*)")]
    private static partial Regex Version();
}
