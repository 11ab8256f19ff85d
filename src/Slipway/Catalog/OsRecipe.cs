namespace Slipway.Catalog;

// Not called OperatingSystem: that name is the framework's, and every file that uses both would have to say which.

/// <summary>An operating system that can be installed: one file in <c>catalog/os</c>.</summary>
public sealed record OsRecipe
{
    /// <summary>File name without extension, and the name of the image: <c>debian-11</c>.</summary>
    public required string Key { get; init; }

    public required OsId Id { get; init; }

    /// <summary>Unique, compared without case: programs resolve it.</summary>
    public required string Name { get; init; }

    /// <summary>The family name customers know (<c>ubuntu</c>); several versions share it.</summary>
    public required string Alias { get; init; }

    public required OsFamily Family { get; init; }

    public required IReadOnlyList<ServerKind> Kinds { get; init; }

    public required Minimum Minimum { get; init; }

    public required PriceList Licence { get; init; }

    public required OsImage Image { get; init; }

    /// <summary>Has a machine been made of it and logged in to, by those who ship the recipe?</summary>
    public bool Tested { get; init; }
}

public enum OsFamily
{
    Linux,
    Windows,
}
