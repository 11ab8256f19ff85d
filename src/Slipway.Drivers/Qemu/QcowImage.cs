using System.Text.Json;

namespace Slipway.Drivers.Qemu;

/// <summary>What <c>qemu-img info</c> tells of a disk, also of one that is in use.</summary>
/// <param name="Bytes">What its file takes up.</param>
/// <param name="DiskBytes">Size of the disk as a guest sees it.</param>
internal sealed record QcowImage(long Bytes, long DiskBytes, IReadOnlyList<string> Snapshots)
{
    public static async Task<Result<QcowImage>> ReadAsync(Programs programs, string qemuImg, string path, CancellationToken cancellationToken)
    {
        var info = await programs.RunAsync(qemuImg, ["info", "-U", "--output=json", path], TimeSpan.FromSeconds(30), cancellationToken);
        if (!info.Succeeded)
        {
            return info.ToFailure("qemu.disk-info");
        }

        using var facts = JsonDocument.Parse(info.Output);
        return new QcowImage(
            facts.RootElement.GetProperty("actual-size").GetInt64(),
            facts.RootElement.GetProperty("virtual-size").GetInt64(),
            facts.RootElement.TryGetProperty("snapshots", out var snapshots) ? [.. snapshots.EnumerateArray().Select(snapshot => snapshot.GetProperty("name").GetString()!)] : []);
    }
}
