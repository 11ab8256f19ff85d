namespace Slipway.Accounts;

/// <summary>Section <c>Limits</c>: how much one address and one key may ask.</summary>
public sealed class LimitOptions
{
    /// <summary>The class of a key that names none, or one that is not there any more.</summary>
    public const string Standard = "standard";

    /// <summary>Requests without a session, and those whose token is refused; 0 is without limit. An IPv6 address counts as its /64.</summary>
    public int PerAddressPerSecond { get; set; } = 100;

    /// <summary>Requests of one address that are worked on at the same time; 0 is without limit.</summary>
    public int ConcurrentPerAddress { get; set; } = 200;

    /// <summary>Requests from this box itself are not limited, unless a proxy says that it only passes them on.</summary>
    public bool ExemptLoopback { get; set; } = true;

    /// <summary>Logins with a password, by address and by user. Loopback is not exempt.</summary>
    public int PasswordLoginsPerMinute { get; set; } = 10;

    /// <summary>A request that takes longer is answered with a refusal.</summary>
    public int RequestSeconds { get; set; } = 50;

    /// <summary>How long a client may take for the headers of a request.</summary>
    public int HeaderSeconds { get; set; } = 15;

    /// <summary>The slowest body that is waited for, after a grace of five seconds.</summary>
    public int BodyBytesPerSecond { get; set; } = 240;

    /// <summary>By name. Customers choose one for each key.</summary>
    public Dictionary<string, RateClass> Classes { get; set; } = new(StringComparer.Ordinal);

    public IEnumerable<string> ClassNames => Classes.Keys.Append(Standard).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    public RateClass Class(string name) => Classes.GetValueOrDefault(name) ?? Classes.GetValueOrDefault(Standard) ?? RateClass.Default;

    public IEnumerable<string> Mistakes()
    {
        (string Name, int Value, int Least, int Most)[] numbers =
        [
            (nameof(PerAddressPerSecond), PerAddressPerSecond, 0, 1_000_000), (nameof(ConcurrentPerAddress), ConcurrentPerAddress, 0, 100_000),
            (nameof(PasswordLoginsPerMinute), PasswordLoginsPerMinute, 1, 10_000), (nameof(RequestSeconds), RequestSeconds, 1, 600), (nameof(HeaderSeconds), HeaderSeconds, 1, 600),
            (nameof(BodyBytesPerSecond), BodyBytesPerSecond, 1, 1_000_000),
            .. Classes.SelectMany(entry => new[] { ($"Classes:{entry.Key}:RequestsPerMinute", entry.Value.RequestsPerMinute, 1, 10_000_000), ($"Classes:{entry.Key}:Burst", entry.Value.Burst, 0, 10_000_000) }),
        ];
        foreach (var (name, value, least, most) in numbers.Where(number => number.Value < number.Least || number.Value > number.Most))
        {
            yield return $"Limits:{name} is {value}; it must be a whole number from {least} to {most}.";
        }

        foreach (var name in Classes.Keys.Where(name => name.Length > 40 || !name.All(sign => char.IsAsciiLetterOrDigit(sign) || sign is '-' or '_')))
        {
            yield return $"Limits:Classes:{name} is no name of a class: 1 to 40 letters, digits, hyphens and underscores are allowed.";
        }
    }
}

/// <summary>How much a key may ask.</summary>
public sealed class RateClass
{
    public static readonly RateClass Default = new();

    public int RequestsPerMinute { get; set; } = 6000;

    /// <summary>How many may come at once; 0 is as many as a minute has.</summary>
    public int Burst { get; set; }
}
