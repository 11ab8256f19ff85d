using System.Globalization;
using Slipway.Catalog;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Presets;

/// <summary>The price list for resellers: what can be ordered with what, and what each part costs in the currencies asked for.</summary>
internal sealed class Info(LiveCatalog catalog, CatalogOffers offers) : InvapiAction
{
    // The answer grows with each of them, and anybody may ask.
    private const int MostCurrencies = 10;

    private static readonly Currency[] Default = [Currency.Eur, Currency.Usd];

    public override string? CatalogKey(WireForm form) => form.KeyOf("currencies");

    public override ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var codes = call.Form.List("currencies");
        if (codes.Any(code => code.Length != 3 || !code.All(char.IsAsciiLetter)))
        {
            return ValueTask.FromResult(WireReply.Refused(new Failure(FailureKind.Invalid, WireFailures.CurrencyFormat, "Invalid currency format")));
        }

        if (codes.Count > MostCurrencies)
        {
            return ValueTask.FromResult(WireReply.Refused(new Failure(FailureKind.Invalid, WireFailures.CurrencyFormat, $"Invalid currency format: at most {MostCurrencies} currencies")));
        }

        Currency[] currencies = codes.Count == 0 ? Default : [.. codes.Select(code => new Currency(code.ToUpperInvariant())).Distinct()];
        var current = catalog.Current;
        return ValueTask.FromResult(WireReply.Ok(("presets", offers.PresetsFor(null).Where(offer => offer.Active).Select(offer => Shape(current, offer, currencies)).ToArray())));
    }

    private PresetInfoShape Shape(CatalogSnapshot current, Offer<Preset> offer, Currency[] currencies)
    {
        var preset = offer.Item;
        var places = WirePrices.Places(preset.Prices, current).ToArray();
        return new(
            preset.Id.Value, preset.Name, 1, preset.Description, PresetShape.ServerTypeOf(preset.Kind), preset.IsVirtual ? 1 : 0, preset.Cores, preset.RamGb,
            PresetShape.Disks(preset), preset.Gpu, preset.CpuName, preset.CpuGhz.ToString(CultureInfo.InvariantCulture), preset.DiskType,
            WirePrices.ByLocation(preset.Prices, current, currencies),
            [.. offers.OsFor(preset, null).Where(os => os.Active).Select(os => new PartShape(os.Item.Id.Value, os.Item.Name, Anywhere(os.Item.Licence, places, currencies)))],
            [.. offers.SoftwareFor(preset, null).Where(soft => soft.Active).Select(soft => new PartShape(soft.Item.Id.Value, soft.Item.Name, Anywhere(soft.Item.Licence, places, currencies)))],
            places.ToDictionary(
                code => code,
                code => offers.TrafficPlansFor(preset, current.Location(code)).Where(plan => plan.Active)
                    .Select(plan => new PartShape(plan.Item.Id.Value, plan.Item.Name, WirePrices.In(plan.Item.Prices, code, currencies))).ToArray()));
    }

    private static Dictionary<string, decimal> Anywhere(PriceList prices, string[] places, Currency[] currencies) =>
        places.Select(code => WirePrices.In(prices, code, currencies)).FirstOrDefault(found => found.Count > 0) ?? [];
}

internal sealed record PresetInfoShape(
    int Id, string Name, int Active, string Description, string ServerType, int Virtual, int Cpu, int Ram, object Hdd, string? Gpu, string CpuName, string CpuGhz, string DiskType,
    Dictionary<string, Dictionary<string, decimal>> Price,
    [property: System.Text.Json.Serialization.JsonPropertyName("OS")] PartShape[] Os,
    PartShape[] Soft,
    Dictionary<string, PartShape[]> TrafficPlans);

/// <summary>Something that can be ordered with a preset, with its monthly price by currency.</summary>
internal sealed record PartShape(int Id, string Name, Dictionary<string, decimal> Price);
