namespace Slipway.Drivers;

/// <summary>Section <c>Data</c>: where the daemon keeps what is not in the database.</summary>
public sealed class DataOptions
{
    public const string Section = "Data";

    public string Folder { get; set; } = "/var/lib/slipway";
}
