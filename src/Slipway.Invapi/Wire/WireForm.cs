using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Slipway.Invapi.Wire;

/// <summary>
/// What a request asked: query and body in one, body first. Reading never throws. A parameter that cannot be read is
/// taken for absent and complained about; an action looks at <see cref="Complaint"/> before it does anything.
/// </summary>
internal sealed class WireForm(IReadOnlyList<WireParameter> parameters)
{
    private readonly bool _hasNested = parameters.Any(parameter => parameter.Name.Contains('[', StringComparison.Ordinal));
    private List<string>? _complaints;

    /// <summary>Everything that was malformed or missing in what has been read so far, with what is allowed; or null.</summary>
    public Failure? Complaint => _complaints is null
        ? null
        : new Failure(FailureKind.Invalid, WireFailures.InvalidRequest, string.Join("; ", _complaints));

    /// <summary>The text of a parameter; empty is the same as absent (README 1.6).</summary>
    public string? Text(string name)
    {
        var value = Find(name);
        if (value is not null && value.Contains('\0', StringComparison.Ordinal))
        {
            return Complain<string>($"{name} holds a NUL character");
        }

        return value;
    }

    public Secret? Secret(string name) => Text(name) is { } value ? new Secret(value) : null;

    public string? RequiredText(string name) => Text(name) ?? Missing<string>(name);

    public int? Int(string name) => Text(name) is not { } text ? null
        : Whole(text) is { } number ? number
        : Complain<int?>($"{name} must be a whole number, such as 1");

    /// <summary>A whole number from one upwards: that is what our ids are.</summary>
    public int? Id(string name) => Text(name) is not { } text ? null
        : Whole(text) is { } number && number > 0 ? number
        : Complain<int?>($"{name} must be a whole number from 1 to {int.MaxValue}");

    public int? RequiredId(string name) => Find(name) is null ? Missing<int?>(name) : Id(name);

    /// <summary>An amount of money or another number with a decimal point.</summary>
    public decimal? Amount(string name) => Text(name) is not { } text ? null
        : decimal.TryParse(text.AsSpan().Trim(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) ? amount
        : Complain<decimal?>($"{name} must be a number, such as 12.50");

    /// <summary>1 and 0, true and false in any case, and what people write instead (README 1.7).</summary>
    public bool? Flag(string name) => Text(name)?.Trim() switch
    {
        null => null,
        "1" => true,
        "0" => false,
        var word when Is(word, "true") || Is(word, "yes") || Is(word, "on") => true,
        var word when Is(word, "false") || Is(word, "no") || Is(word, "off") => false,
        _ => Complain<bool?>($"{name} must be 1 or 0 (true and false are understood too)"),
    };

    /// <summary>Values of <c>x[]</c>, <c>x[0]</c>, <c>params[x][]</c>, or of <c>x</c> separated by commas.</summary>
    public IReadOnlyList<string> List(string name)
    {
        var nested = $"params[{name}]";
        var values = parameters
            .Where(parameter => IsItemOf(parameter.Name, name) || IsItemOf(parameter.Name, nested))
            .Select(parameter => parameter.Value)
            .Where(value => value.Length > 0)
            .ToList();
        if (values.Count == 0 && Text(name) is { } text)
        {
            values.AddRange(text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        }

        return values;
    }

    /// <summary>Ids of <see cref="List"/>.</summary>
    public IReadOnlyList<int> Ids(string name)
    {
        var ids = new List<int>();
        foreach (var text in List(name))
        {
            if (Whole(text) is { } id && id > 0)
            {
                ids.Add(id);
            }
            else
            {
                return Complain<IReadOnlyList<int>>($"{name} must be whole numbers from 1, separated by commas") ?? [];
            }
        }

        return ids;
    }

    /// <summary>The values of these parameters, told apart from all others: what an answer that depends on nothing else is kept under.</summary>
    public string KeyOf(params ReadOnlySpan<string> names)
    {
        var key = new StringBuilder();
        foreach (var name in names)
        {
            key.Append(Find(name)).Append('\u001e').AppendJoin('\u001f', List(name)).Append('\u001d');
        }

        return key.ToString();
    }

    /// <summary>
    /// A stable hash of all that was asked, without the token. The password takes part through a slow hash, so that whoever
    /// reads the stored fingerprint cannot try passwords against it.
    /// </summary>
    public string Fingerprint(string salt)
    {
        var lines = parameters
            .Where(parameter => Flat(parameter.Name) is not ("token" or "idempotency_key") && parameter.Value.Length > 0)
            .Select(parameter => Flat(parameter.Name) == "root_pass" ? parameter with { Value = Slow(parameter.Value, salt) } : parameter)
            .Select(parameter => $"{parameter.Name.Length}:{parameter.Name}={parameter.Value}")
            .Order(StringComparer.Ordinal);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))));
    }

    private static string Flat(string name) => name.StartsWith("params[", StringComparison.Ordinal) && name.EndsWith(']') ? name[7..^1] : name;

    private static string Slow(string value, string salt) => Convert.ToHexStringLower(
        Rfc2898DeriveBytes.Pbkdf2(value, SHA256.HashData(Encoding.UTF8.GetBytes(salt)), 20_000, HashAlgorithmName.SHA256, 32));

    // Real clients disagree whether fields go flat or inside params[...]; nested wins where both are given (README 1.5).
    private string? Find(string name) => (_hasNested ? Last($"params[{name}]") : null) ?? Last(name);

    // As PHP does it: of several values under one name the last one counts. Body parameters stand after those of the query.
    private string? Last(string name)
    {
        for (var index = parameters.Count - 1; index >= 0; index--)
        {
            if (parameters[index].Name == name)
            {
                return parameters[index].Value is { Length: > 0 } value ? value : null;
            }
        }

        return null;
    }

    private T? Missing<T>(string name) => Complain<T>($"{name} is required");

    /// <summary>Writes down what is wrong with a parameter, for readers of a kind that this class does not know.</summary>
    public T? Complain<T>(string complaint)
    {
        _complaints ??= [];
        if (!_complaints.Contains(complaint))
        {
            _complaints.Add(complaint);
        }

        return default;
    }

    private static int? Whole(string text) =>
        int.TryParse(text.AsSpan().Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static bool Is(string word, string other) => word.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static bool IsItemOf(string name, string list)
    {
        if (!name.StartsWith(list, StringComparison.Ordinal) || name.Length < list.Length + 2 || name[list.Length] != '[' || name[^1] != ']')
        {
            return false;
        }

        var subscript = name.AsSpan(list.Length + 1, name.Length - list.Length - 2);
        return subscript.IsEmpty || int.TryParse(subscript, NumberStyles.None, CultureInfo.InvariantCulture, out _);
    }
}

internal readonly record struct WireParameter(string Name, string Value);
