namespace Slipway.Catalog;

/// <summary>Something wrong in a file, where an editor can jump to it.</summary>
public sealed record CatalogMistake(string File, int Line, string Text)
{
    public override string ToString() => $"{File}:{Line}: {Text}";
}

/// <summary>The files cannot be used. Carries all mistakes: nobody wants to find them one start at a time.</summary>
public sealed class CatalogMistakesException(IReadOnlyList<CatalogMistake> mistakes)
    : Exception("The catalog has mistakes:" + string.Concat(mistakes.Select(mistake => Environment.NewLine + "  " + mistake)))
{
    public IReadOnlyList<CatalogMistake> Mistakes { get; } = mistakes;
}
