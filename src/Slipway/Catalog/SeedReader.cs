using System.Globalization;

namespace Slipway.Catalog;

/// <summary>Reads a seed file: places, presets, plans and prices.</summary>
internal sealed class SeedReader(YamlMap root)
{
    private readonly HashSet<string> _locations = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _groups = new(StringComparer.Ordinal);

    public CatalogFacts Read()
    {
        var facts = new CatalogFacts
        {
            Locations = List("locations", Location),
            Groups = List("groups", Group),
            Discounts = Discounts(),
            Presets = List("presets", Preset),
            TrafficPlans = List("traffic_plans", Plan),
            ExtraIpv4 = Extra("extra_ipv4"),
            Ipv6Block = Extra("ipv6_block"),
        };
        root.End();
        return facts;
    }

    /// <summary>A mapping of currency to amount. Both currencies are wanted: a customer has one or the other.</summary>
    public static IReadOnlyList<Money> Prices(YamlMap map)
    {
        Money[] prices = [new(map.Number("EUR"), Currency.Eur), new(map.Number("USD"), Currency.Usd)];
        foreach (var price in prices)
        {
            if (price != price.Round())
            {
                map.Mistake(price.Currency.Code, "a price has two decimals at most");
            }
        }

        map.End();
        return prices;
    }

    private Location Location(YamlMap map, Unique unique)
    {
        var code = map.Text("code");
        if (code.Length is < 2 or > 4 || !code.All(char.IsAsciiLetterUpper))
        {
            map.Mistake("code", $"'{code}' is not a location code: two to four capital letters");
        }

        unique.Claim(map, "code", code.ToUpperInvariant());
        _locations.Add(code);
        return new Location(code, map.Text("country"), map.Text("city"), map.Text("dc_name")) { Timezone = Timezone(map) };
    }

    private static string Timezone(YamlMap map)
    {
        var name = map.TextOrNull("timezone") ?? "UTC";
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(name, out _))
        {
            map.Mistake("timezone", $"'{name}' is not a time zone such as Europe/Amsterdam");
        }

        return name;
    }

    private PresetGroup Group(YamlMap map, Unique unique)
    {
        var group = new PresetGroup(map.Int("id", 1), map.Text("name"));
        unique.Claim(map, "id", group.Id);
        unique.Claim(map, "name", group.Name);
        _groups.Add(group.Name);
        return group;
    }

    private Preset Preset(YamlMap map, Unique unique)
    {
        var disks = map.Map("disks");
        var cpu = map.Map("cpu");
        var kind = map.Text("kind");
        if (!ServerKindWords.TryParse(kind, out var parsed))
        {
            map.Mistake("kind", $"'{kind}' is not a kind of server; kinds: {string.Join(", ", ServerKindWords.All)}");
        }

        var preset = new Preset
        {
            Id = new PresetId(map.Int("id", 1)),
            Name = map.Text("name"),
            Kind = parsed,
            Group = map.Text("group"),
            Description = map.Text("description"),
            Cores = map.Int("cores", 1),
            RamGb = map.Int("ram_gb", 1),
            DiskCount = disks.Int("count", 1),
            DiskGb = disks.Int("gb", 1),
            DiskType = disks.Text("type"),
            CpuName = cpu.Text("name"),
            CpuGhz = (double)cpu.Number("ghz"),
            Gpu = map.TextOrNull("gpu"),
            Active = map.Flag("active", otherwise: true),
            Prices = PerLocation(map.Map("prices")),
        };
        disks.End();
        cpu.End();

        // Resellers' modules sort presets by this first part and drop what they do not know.
        if (!preset.Name.StartsWith(kind + ".", StringComparison.Ordinal))
        {
            map.Mistake("name", $"the name of a preset of kind {kind} starts with '{kind}.'");
        }

        if (!_groups.Contains(preset.Group))
        {
            map.Mistake("group", $"there is no group '{preset.Group}'");
        }

        unique.Claim(map, "id", preset.Id);
        unique.Claim(map, "name", preset.Name.ToUpperInvariant());
        return preset;
    }

    private TrafficPlan Plan(YamlMap map, Unique unique)
    {
        var plan = new TrafficPlan
        {
            Id = new TrafficPlanId(map.Int("id", 1)),
            Name = map.Text("name"),
            Kinds = RecipeReader.Kinds(map),
            LimitInTb = map.IntOrNull("limit_in_tb", 1),
            LimitOutTb = map.IntOrNull("limit_out_tb", 1),
            BandwidthMbps = map.Int("bandwidth_mbps", 1),
            IsMain = map.Flag("main", otherwise: false),
            Active = map.Flag("active", otherwise: true),
            Prices = PriceList.Same(Known(map, "locations", map.Words("locations")), Prices(map.Map("price"))),
        };
        unique.Claim(map, "id", plan.Id);
        return plan;
    }

    private PriceList Extra(string key)
    {
        var map = root.Map(key);
        var locations = map.Has("locations") ? Known(map, "locations", map.Words("locations")) : [PriceList.Everywhere];
        var prices = PriceList.Same(locations, Prices(map.Map("price")));
        map.End();
        return prices;
    }

    private PriceList PerLocation(YamlMap map)
    {
        var codes = Known(map, null, [.. map.Keys]);
        return new PriceList(codes.SelectMany(code => Prices(map.Map(code)), KeyValuePair.Create));
    }

    private Dictionary<int, int> Discounts()
    {
        var map = root.Map("discounts");
        var discounts = new Dictionary<int, int>();
        foreach (var key in map.Keys)
        {
            if (int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var months) && months > 0)
            {
                discounts[months] = map.Int(key, 0, 100);
            }
            else
            {
                map.Mistake(key, $"'{key}' is not a number of months");
            }
        }

        return discounts;
    }

    private IReadOnlyList<string> Known(YamlMap map, string? key, IReadOnlyList<string> codes)
    {
        foreach (var code in codes.Where(code => !_locations.Contains(code)))
        {
            map.Mistake(key ?? code, $"there is no location '{code}'");
        }

        return codes;
    }

    private List<T> List<T>(string key, Func<YamlMap, Unique, T> read)
    {
        var unique = new Unique();
        var items = new List<T>();
        foreach (var map in root.Maps(key))
        {
            items.Add(read(map, unique));
            map.End();
        }

        return items;
    }
}

/// <summary>Reports what is taken twice, at the second place and naming the first.</summary>
internal sealed class Unique
{
    private readonly Dictionary<(string, object), string> _taken = [];

    public void Claim(YamlMap map, string key, object value, string? owner = null)
    {
        owner ??= $"line {map.Line}";
        if (!_taken.TryAdd((key, value), owner))
        {
            map.Mistake(key, $"{key} {value} is already taken by {_taken[(key, value)]}");
        }
    }
}
