using Slipway.Invapi.Wire;
using Slipway.Machines;
using Slipway.Provisioning;

namespace Slipway.Invapi.Modules.Eq;

/// <summary>Ours: what was erased of a server, with the signed record of each time; also of one that is gone.</summary>
internal sealed class Erasures(EraseQueries queries) : ServerAction
{
    protected override async Task<WireReply> RunAsync(WireCall call, ServerId server, CancellationToken cancellationToken) =>
        (await queries.OfAsync(call.Caller, server, cancellationToken)).TryGet(out var records, out var failure)
            ? WireReply.Ok(("id", server.Value), ("records", records.Select(ErasureShape.From).ToArray()))
            : Refused(failure);
}

/// <param name="Reason">reinstallation or removal.</param>
/// <param name="Record">The signed record, a JWS in compact form.</param>
internal sealed record ErasureShape(string Reason, string Method, string ErasedAt, long ErasedAtUnix, IReadOnlyList<ErasedDiskShape> Disks, string Record)
{
    public static ErasureShape From(EraseRecord record) => new(
        EraseClaims.WordOf(record.Reason), record.Report.Method, WireWords.Time(record.ErasedAt), record.ErasedAt.ToUnixTimeSeconds(),
        [.. record.Report.Disks.Select(ErasedDiskShape.From)], record.Signed);
}

/// <summary>Bytes that were overwritten, and samples that were read back afterwards.</summary>
internal sealed record ErasedDiskShape(string Name, long Bytes, int Samples, long SampleBytes, string SampleSha256)
{
    public static ErasedDiskShape From(ErasedDisk disk) => new(disk.Name, disk.Bytes, disk.Samples, disk.SampleBytes, disk.SampleSha256);
}
