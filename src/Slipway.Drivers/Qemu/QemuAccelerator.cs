using System.Buffers.Binary;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Slipway.Drivers.Qemu;

/// <summary>
/// Whether guests run on KVM or under emulation. That /dev/kvm can be opened proves little: inside another hypervisor it may
/// be broken, or so slow that emulation wins. So the same small task is given to both, once, and the faster one is taken.
/// </summary>
internal sealed partial class QemuAccelerator(Programs programs, QemuFolder folder, IOptions<QemuOptions> options, TimeProvider time, ILogger<QemuAccelerator> log) : IDisposable
{
    // What the boot sector below makes QEMU end with: (0x10 << 1) | 1, from isa-debug-exit.
    private const int Finished = 33;

    // Emulation counts this far in about half a second, real KVM in a tenth of it.
    private const uint Count = 150_000_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _once = new(1, 1);
    private bool? _kvm;

    public async ValueTask<bool> IsKvmAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Accelerator is not Accelerator.Auto)
        {
            return options.Value.Accelerator is Accelerator.Kvm;
        }

        await _once.WaitAsync(cancellationToken);
        try
        {
            return _kvm ??= CanOpen() && await WinsAsync(cancellationToken);
        }
        finally
        {
            _once.Release();
        }
    }

    public void Dispose() => _once.Dispose();

    private async Task<bool> WinsAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder.Root);
        var disk = Path.Combine(folder.Root, $".accelerator-{Guid.NewGuid():N}");
        try
        {
            await File.WriteAllBytesAsync(disk, CountingDisk(), cancellationToken);
            var kvm = await TimeAsync(QemuArguments.Kvm, disk, cancellationToken);
            var emulated = kvm is null ? null : await TimeAsync(QemuArguments.Emulation(options.Value.TbSizeMb), disk, cancellationToken);
            var wins = kvm is not null && (emulated is null || kvm < emulated);
            if (!wins)
            {
                LogEmulated(kvm is { } slow ? $"it needs {slow.TotalSeconds:0.0} s where emulation needs {emulated!.Value.TotalSeconds:0.0} s" : "a guest does not run on it");
            }

            return wins;
        }
        finally
        {
            File.Delete(disk);
        }
    }

    /// <summary>Null when it did not come to the end.</summary>
    private async Task<TimeSpan?> TimeAsync(IReadOnlyList<string> accelerator, string disk, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var outcome = await programs.RunAsync(
            options.Value.Binary,
            [
                "-no-user-config", "-nodefaults", "-machine", "q35", .. accelerator, "-m", "64", "-display", "none",
                "-device", "isa-debug-exit,iobase=0xf4,iosize=1", "-drive", $"file={QemuArguments.Quote(disk)},format=raw,if=virtio,readonly=on",
            ],
            Patience,
            cancellationToken);
        return outcome.ExitCode == Finished ? time.GetElapsedTime(start) : null;
    }

    /// <summary>A disk that boots, counts down, and ends the machine through the debug port.</summary>
    private static byte[] CountingDisk()
    {
        var disk = new byte[1024 * 1024];
        byte[] program =
        [
            0x66, 0xB9, 0, 0, 0, 0, // mov ecx, Count
            0x66, 0x49,             // again: dec ecx
            0x75, 0xFC,             // jnz again
            0xB0, 0x10,             // mov al, 10h
            0xE6, 0xF4,             // out F4h, al
            0xF4,                   // hlt
        ];
        program.CopyTo(disk, 0);
        BinaryPrimitives.WriteUInt32LittleEndian(disk.AsSpan(2), Count);
        disk[510] = 0x55;
        disk[511] = 0xAA;
        return disk;
    }

    private static bool CanOpen()
    {
        try
        {
            using var kvm = File.OpenHandle("/dev/kvm", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "KVM is there but not used, guests are emulated: {Reason}. Qemu:Accelerator=Kvm uses it nevertheless")]
    private partial void LogEmulated(string reason);
}
