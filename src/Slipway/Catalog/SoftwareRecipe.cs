namespace Slipway.Catalog;

/// <summary>A marketplace application installed on top of a system: one folder in <c>catalog/software</c>.</summary>
public sealed record SoftwareRecipe
{
    /// <summary>Name of the folder: <c>wordpress</c>.</summary>
    public required string Key { get; init; }

    public required SoftwareId Id { get; init; }

    /// <summary>Unique, compared without case.</summary>
    public required string Name { get; init; }

    /// <summary>Keys of the systems it is known to work on. Others are refused, however similar.</summary>
    public required IReadOnlyList<string> Os { get; init; }

    public required IReadOnlyList<ServerKind> Kinds { get; init; }

    public required Minimum Minimum { get; init; }

    public required PriceList Licence { get; init; }

    /// <summary>Ports it listens on inside the machine.</summary>
    public required IReadOnlyList<int> Ports { get; init; }

    /// <summary>The question from outside whose answer proves that it works.</summary>
    public required SoftwareCheck Check { get; init; }
}

/// <param name="Port">Port inside the machine.</param>
/// <param name="Path">Path to get by HTTP; null asks only for a TCP connection.</param>
/// <param name="Contains">Text the answer must contain.</param>
public sealed record SoftwareCheck(int Port, string? Path, string? Contains);
