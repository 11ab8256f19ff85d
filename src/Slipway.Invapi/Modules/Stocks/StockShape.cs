using System.Globalization;
using System.Text.Json.Serialization;
using Slipway.Catalog;
using Slipway.Invapi.Modules.Eq;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Stocks;

/// <summary>A stock entry with its hardware in both forms that sources show.</summary>
/// <param name="Preset">Ours: what eq/order_instance takes.</param>
/// <param name="CreatedAt">Always null: an entry is no machine, and so has no day on which it came (quirk Q-074). The member is there for clients that want it.</param>
internal sealed record StockShape(
    int Id, string Name, string Location, string Group, string Status, int Available, string Preset, Dictionary<string, decimal> Price, object Specs, object Hardware,
    Dictionary<string, PlanPrices> BillingPlan, string ServerGroup, CatalogTag[] Tags, string DeploymentEta,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? CreatedAt)
{
    public static StockShape From(StockEntry entry, CatalogSnapshot catalog)
    {
        var preset = entry.Preset;
        var groups = StockGroups.Of(preset);
        return new(
            entry.Id, preset.Name, entry.Location.Code, groups[^1], entry.Available > 0 ? "available" : "sold out", entry.Available, preset.Name,
            WirePrices.In(preset.Prices, entry.Location.Code, [Currency.Eur, Currency.Usd]),
            new { cpu = preset.CpuName, ram = preset.RamGb, disk = $"{preset.DiskCount.ToString(CultureInfo.InvariantCulture)}x{preset.DiskGb.ToString(CultureInfo.InvariantCulture)} GB {preset.DiskType}" },
            new { cpu_name = preset.CpuName, ram = preset.RamGb, hdd_groups = new[] { new { size = preset.DiskGb, count = preset.DiskCount } }, gpu_name = preset.Gpu ?? "", config = preset.Description },
            WirePrices.Plans(preset.Prices, catalog, entry.Location), preset.Group, [.. groups.Select(group => new CatalogTag("group", group))],
            "delivered as soon as it is ordered and paid", null);
    }
}

/// <summary>The groups of the stock list. GPU machines are in no other one.</summary>
internal static class StockGroups
{
    public const string All = "ALL";

    public static readonly IReadOnlyList<string> Names = [All, "1CPU", "2CPU", "GPU", "AMD", "AMD-MODERN", "INTEL"];

    // The generations of the last years; the first EPYC is no modern one.
    private static readonly string[] Modern = ["EPYC 7", "EPYC 8", "EPYC 9", "EPYC 4", "Ryzen 7", "Ryzen 9"];

    /// <summary>From the widest to the narrowest, without the one that holds all.</summary>
    public static IReadOnlyList<string> Of(Preset preset)
    {
        if (preset.Kind is ServerKind.Gpu or ServerKind.Vgpu)
        {
            return ["GPU"];
        }

        var groups = new List<string> { Processors.AreTwo(preset) ? "2CPU" : "1CPU", Processors.IsAmd(preset) ? "AMD" : "INTEL" };
        if (Processors.IsAmd(preset) && Modern.Any(word => preset.CpuName.Contains(word, StringComparison.OrdinalIgnoreCase)))
        {
            groups.Add("AMD-MODERN");
        }

        return groups;
    }
}
