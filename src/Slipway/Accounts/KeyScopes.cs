using System.Collections.Frozen;

namespace Slipway.Accounts;

/// <summary>What a key may do: names such as <c>eq/show</c>, or <c>pdns/*</c> for all of a module. None is everything.</summary>
public sealed class KeyScopes : IEquatable<KeyScopes>
{
    public static readonly KeyScopes All = new([]);

    private readonly FrozenSet<string> _names;

    private KeyScopes(IEnumerable<string> names)
    {
        _names = names.ToFrozenSet(StringComparer.Ordinal);
        Text = string.Join(',', _names.Order(StringComparer.Ordinal));
    }

    /// <summary>As it is kept, and told: in the order of the alphabet, separated by commas.</summary>
    public string Text { get; }

    public bool IsAll => _names.Count == 0;

    public IEnumerable<string> Names => _names;

    public static KeyScopes Parse(string? text)
    {
        var names = (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return names.Length == 0 ? All : new KeyScopes(names);
    }

    public bool Allows(string module, string action) => IsAll || _names.Contains($"{module}/*") || _names.Contains($"{module}/{action}");

    /// <summary>Nothing is in the other that is not in this.</summary>
    public bool Covers(KeyScopes other) => IsAll || (!other.IsAll && other._names.All(name => _names.Contains(name) || _names.Contains($"{name.Split('/')[0]}/*")));

    public bool Equals(KeyScopes? other) => other is not null && Text == other.Text;

    public override bool Equals(object? obj) => Equals(obj as KeyScopes);

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Text;
}
