namespace Slipway.Invapi.Wire;

/// <summary>A tag inside a list of the catalog: a word and its value as text.</summary>
internal sealed record CatalogTag(string Tag, string Value, string Extra = "", int Internal = 0);
