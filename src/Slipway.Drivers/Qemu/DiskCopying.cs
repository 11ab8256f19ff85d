using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Slipway.Drivers.Qemu;

/// <summary>
/// Copies disks of machines that are off, which takes longer than a call may: it is begun, and asked after. A daemon that dies forgets it; the
/// next one begins anew on a new file.
/// </summary>
internal sealed class DiskCopying(Programs programs, IOptions<QemuOptions> options)
{
    private static readonly TimeSpan Patience = TimeSpan.FromHours(12);

    private readonly ConcurrentDictionary<string, (string From, Task<ProgramOutcome> Work, CancellationTokenSource Stop)> _works = new(StringComparer.Ordinal);

    /// <summary>Null while it works; its outcome is told once.</summary>
    public async Task<ProgramOutcome?> ConvertAsync(string from, string to, params string[] how)
    {
        // One from elsewhere would be taken for this one.
        if (_works.TryGetValue(to, out var other) && other.From != from)
        {
            await StopAsync(to);
        }

        if (!_works.TryGetValue(to, out var going))
        {
            // What lies there is of a daemon that is gone; its program, should it still live, writes to a file without a name.
            File.Delete(to);
            AtomicFile.Write(to, []);
            var stop = new CancellationTokenSource();
            going = (from, programs.RunAsync(options.Value.QemuImg, ["convert", "-q", "-f", "qcow2", "-O", "qcow2", .. how, from, to], Patience, stop.Token), stop);
            _works[to] = going;
        }

        if (!going.Work.IsCompleted)
        {
            return null;
        }

        _works.TryRemove(to, out _);
        going.Stop.Dispose();
        return await going.Work;
    }

    /// <summary>It works no more.</summary>
    public async Task StopAsync(string to)
    {
        if (_works.TryRemove(to, out var going))
        {
            await going.Stop.CancelAsync();
            await going.Work.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            going.Stop.Dispose();
        }
    }
}
