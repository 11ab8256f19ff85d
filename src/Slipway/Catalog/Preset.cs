namespace Slipway.Catalog;

/// <summary>A sellable server configuration. It is sold in exactly the locations in which it has a price.</summary>
public sealed record Preset
{
    public required PresetId Id { get; init; }

    /// <summary>Unique: programs order by it. Its first part is the word of the kind (<c>vm.pico</c>).</summary>
    public required string Name { get; init; }

    public required string Description { get; init; }

    public required ServerKind Kind { get; init; }

    /// <summary>Name of a <see cref="PresetGroup"/>.</summary>
    public required string Group { get; init; }

    public required int Cores { get; init; }

    public required int RamGb { get; init; }

    public required int DiskCount { get; init; }

    /// <summary>Size of one disk.</summary>
    public required int DiskGb { get; init; }

    public required string DiskType { get; init; }

    public required string CpuName { get; init; }

    public required double CpuGhz { get; init; }

    public string? Gpu { get; init; }

    /// <summary>May be ordered. A preset that is switched off stays known for the servers that have it.</summary>
    public required bool Active { get; init; }

    public required PriceList Prices { get; init; }

    public bool IsVirtual => Kind.IsVirtual();

    public IReadOnlyList<string> Locations => Prices.Locations;
}

/// <summary>A heading under which presets are listed.</summary>
public sealed record PresetGroup(int Id, string Name);
