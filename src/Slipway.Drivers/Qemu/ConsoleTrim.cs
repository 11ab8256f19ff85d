using Microsoft.Extensions.Hosting;

namespace Slipway.Drivers.Qemu;

/// <summary>
/// Keeps the console logs small: what a guest writes there without end must not fill the disk that the database lies on.
/// QEMU appends, so a log that is cut goes on from its beginning; the last part is kept beside it as <c>console.log.1</c>.
/// </summary>
internal sealed class ConsoleTrim(QemuFolder folder, TimeProvider time) : BackgroundService
{
    private const long Most = 8 * 1024 * 1024;
    private const int Kept = 1024 * 1024;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(10), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var machine in Directory.Exists(folder.Root) ? Directory.EnumerateDirectories(folder.Root) : [])
            {
                Trim(new QemuFiles(machine, ""));
            }
        }
    }

    internal static void Trim(QemuFiles files)
    {
        var log = files.Console;
        try
        {
            if (new FileInfo(log) is not { Exists: true, Length: > Most })
            {
                return;
            }

            using var file = new FileStream(log, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            var last = new byte[Kept];
            file.Seek(-Kept, SeekOrigin.End);
            file.ReadExactly(last);
            file.SetLength(0);
            File.WriteAllBytes(files.ConsoleBefore, last);
        }
        catch (IOException)
        {
            // The machine is being removed, or the disk is full already; the next round looks again.
        }
    }
}
