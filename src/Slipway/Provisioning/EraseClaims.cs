using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Machines;

namespace Slipway.Provisioning;

/// <summary>What a signed record says. Names and forms are for ever: records are read years later, by other programs.</summary>
/// <param name="Issuer">The provider, as <c>Public:Url</c> names it.</param>
/// <param name="Started">RFC 3339, UTC.</param>
/// <param name="IssuedAt">Seconds since 1970.</param>
/// <param name="Id">Of this record, unlike any other.</param>
public sealed record EraseClaims(
    [property: JsonPropertyName("iss")] string Issuer,
    [property: JsonPropertyName("server")] int Server,
    [property: JsonPropertyName("machine")] string Machine,
    [property: JsonPropertyName("node")] string Node,
    [property: JsonPropertyName("reason")] string Reason,
    [property: JsonPropertyName("method")] string Method,
    [property: JsonPropertyName("disks")] IReadOnlyList<EraseClaims.Disk> Disks,
    [property: JsonPropertyName("started")] string Started,
    [property: JsonPropertyName("ended")] string Ended,
    [property: JsonPropertyName("iat")] long IssuedAt,
    [property: JsonPropertyName("jti")] string Id)
{
    public static EraseClaims From(string issuer, ServerId server, EraseReason reason, string node, EraseReport report, DateTimeOffset now) => new(
        issuer, server.Value, Servers.Server.MachineIdOf(server), node, WordOf(reason), report.Method,
        [.. report.Disks.Select(disk => new Disk(disk.Name, disk.Bytes, disk.Samples, disk.SampleBytes, disk.SampleSha256))],
        Time(report.StartedAt), Time(report.EndedAt), now.ToUnixTimeSeconds(), $"{Guid.NewGuid():N}");

    public static string WordOf(EraseReason reason) => reason switch
    {
        EraseReason.Reinstallation => "reinstallation",
        EraseReason.Removal => "removal",
    };

    public string ToJson() => JsonSerializer.Serialize(this);

    public static EraseClaims? FromJson(string json) => JsonSerializer.Deserialize<EraseClaims>(json);

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>As in <see cref="ErasedDisk"/>.</summary>
    public sealed record Disk(
        [property: JsonPropertyName("name")] string Name,
        [property: JsonPropertyName("bytes")] long Bytes,
        [property: JsonPropertyName("samples")] int Samples,
        [property: JsonPropertyName("sample_bytes")] long SampleBytes,
        [property: JsonPropertyName("sample_sha256")] string SampleSha256);
}
