namespace Slipway.Catalog;

/// <summary>The least hardware on which something is offered. The disk is one disk: two may become a mirror.</summary>
public sealed record Minimum(int Cores, int RamGb, int DiskGb)
{
    public bool IsMetBy(Preset preset) => preset.Cores >= Cores && preset.RamGb >= RamGb && preset.DiskGb >= DiskGb;

    public override string ToString() => $"{Cores} {(Cores == 1 ? "core" : "cores")}, {RamGb} GB memory and {DiskGb} GB disk";
}
