using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Slipway.Machines;

namespace Slipway.Drivers.Qemu;

/// <summary>
/// Overwrites a file with zeros where it lies, and reads samples of it back. Holes are passed over: nothing is stored there, and
/// filling them could fill the disk that everybody shares.
/// </summary>
internal sealed class ZeroPass(string path) : IDisposable
{
    private const int ChunkBytes = 4 * 1024 * 1024;

    // More at once would let the cache promise what the disk then takes long to keep.
    private const long FlushBytes = 64 * 1024 * 1024;

    private const int SampleBytes = 4096;
    private const int RandomSamples = 256;

    private static readonly byte[] Zeros = new byte[ChunkBytes];

    private readonly SafeFileHandle _file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);

    public long Length => RandomAccess.GetLength(_file);

    /// <summary>Is there nothing but zeros at its beginning? No disk that can be started begins so.</summary>
    public bool BeginsErased => !Sample(0, new byte[SampleBytes]).ContainsAnyExcept((byte)0);

    /// <summary>
    /// From here to the end, or until it is enough. Answers how far it came, durably, and how much it wrote for that. It comes further
    /// at every call.
    /// </summary>
    public (long Position, long Overwritten) Overwrite(long from, Func<bool> isEnough, CancellationToken cancellationToken)
    {
        var (position, length, overwritten, unflushed) = (from, Length, 0L, 0L);
        while (position < length)
        {
            position = Seek(position, SeekData, length) ?? position;
            var end = Seek(position, SeekHole, length) ?? length;
            while (position < end)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var count = (int)Math.Min(Zeros.Length, end - position);
                RandomAccess.Write(_file, Zeros.AsSpan(0, count), position);
                position += count;
                overwritten += count;
                unflushed += count;
                if (unflushed >= FlushBytes)
                {
                    RandomAccess.FlushToDisk(_file);
                    unflushed = 0;
                }

                if (isEnough())
                {
                    RandomAccess.FlushToDisk(_file);
                    return (position, overwritten);
                }
            }
        }

        RandomAccess.FlushToDisk(_file);
        return (position, overwritten);
    }

    /// <summary>
    /// Reads the first block, the last one, and between them one at a random place of each of 256 equal parts; a small file whole. Null
    /// when one of them holds something.
    /// </summary>
    public ErasedDisk? Verify(string name, long overwritten)
    {
        // From the disk, not from what was just written to memory.
        _ = posix_fadvise(_file, 0, 0, DoNotNeed);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[SampleBytes];
        var (samples, bytes) = (0, 0L);
        foreach (var block in Chosen((Length + SampleBytes - 1) / SampleBytes))
        {
            var sample = Sample(block, buffer);
            if (sample.ContainsAnyExcept((byte)0))
            {
                return null;
            }

            hash.AppendData(sample);
            samples++;
            bytes += sample.Length;
        }

        return new ErasedDisk(name, overwritten, samples, bytes, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Blocks in their order.</summary>
    internal static IEnumerable<long> Chosen(long blocks)
    {
        if (blocks <= RandomSamples + 2)
        {
            for (var block = 0L; block < blocks; block++)
            {
                yield return block;
            }

            yield break;
        }

        yield return 0;
        for (var part = 0L; part < RandomSamples; part++)
        {
            var (first, next) = (1 + ((blocks - 2) * part / RandomSamples), 1 + ((blocks - 2) * (part + 1) / RandomSamples));
            yield return first + RandomNumberGenerator.GetInt32((int)Math.Min(int.MaxValue, next - first));
        }

        yield return blocks - 1;
    }

    private ReadOnlySpan<byte> Sample(long block, byte[] buffer) => buffer.AsSpan(0, RandomAccess.Read(_file, buffer, block * SampleBytes));

    /// <summary>Null where the file system cannot tell, and at the end for data; then everything counts as data.</summary>
    private long? Seek(long from, int whence, long length)
    {
        if (from >= length)
        {
            return null;
        }

        var found = lseek(_file, from, whence);
        return found >= 0 ? Math.Min(found, length) : whence == SeekData && Marshal.GetLastPInvokeError() == NothingThere ? length : null;
    }

    private const int SeekData = 3;
    private const int SeekHole = 4;
    private const int NothingThere = 6;
    private const int DoNotNeed = 4;

    [DllImport("libc", EntryPoint = "lseek", SetLastError = true)]
    private static extern long lseek(SafeFileHandle file, long offset, int whence);

    [DllImport("libc", EntryPoint = "posix_fadvise")]
    private static extern int posix_fadvise(SafeFileHandle file, long offset, long length, int advice);
}
