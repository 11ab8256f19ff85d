using System.Diagnostics;

namespace Slipway.Testing;

/// <summary>Looks for bytes in a whole disk image: in its file as it lies there, and in what a guest would read from it.</summary>
public static class DiskImage
{
    /// <summary>
    /// Every place where the bytes stand; empty when they are nowhere. A qcow2 is also read through QEMU with everything below it, so that
    /// what is compressed or lies in two clusters is found too.
    /// </summary>
    public static async Task<IReadOnlyList<string>> FindAsync(string image, ReadOnlyMemory<byte> bytes)
    {
        var places = FindInFile(image, bytes.Span);
        if (!IsQcow2(image))
        {
            return places;
        }

        var raw = Path.Combine(Path.GetTempPath(), $"slipway-{Guid.NewGuid():N}.raw");
        try
        {
            using var convert = Process.Start("qemu-img", ["convert", "-f", "qcow2", "-O", "raw", image, raw]);
            await convert.WaitForExitAsync();
            if (convert.ExitCode != 0)
            {
                throw new InvalidOperationException($"qemu-img cannot read '{image}'.");
            }

            return [.. places, .. Places(raw, bytes.Span).Select(place => $"disk {Path.GetFileName(image)} at {place}")];
        }
        finally
        {
            File.Delete(raw);
        }
    }

    /// <summary>Only in the file itself: also of one that is no image any more, or whose image below it is gone.</summary>
    public static IReadOnlyList<string> FindInFile(string file, ReadOnlySpan<byte> bytes) => [.. Places(file, bytes).Select(place => $"file {Path.GetFileName(file)} at {place}")];

    private static List<long> Places(string path, ReadOnlySpan<byte> bytes)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var buffer = new byte[(4 * 1024 * 1024) + bytes.Length];
        List<long> places = [];
        var (start, kept) = (0L, 0);
        while (true)
        {
            var read = file.ReadAtLeast(buffer.AsSpan(kept), buffer.Length - kept, throwOnEndOfStream: false);
            var all = buffer.AsSpan(0, kept + read);
            for (var at = all.IndexOf(bytes); at >= 0;)
            {
                places.Add(start + at);
                var next = all[(at + 1)..].IndexOf(bytes);
                at = next < 0 ? -1 : at + 1 + next;
            }

            if (read == 0 || kept + read < buffer.Length)
            {
                return places;
            }

            // The end stays: what is looked for may go on in the next part.
            kept = bytes.Length - 1;
            start += all.Length - kept;
            all[^kept..].CopyTo(buffer);
        }
    }

    private static bool IsQcow2(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> magic = stackalloc byte[4];
        return file.ReadAtLeast(magic, 4, throwOnEndOfStream: false) == 4 && magic.SequenceEqual<byte>([(byte)'Q', (byte)'F', (byte)'I', 0xfb]);
    }
}
