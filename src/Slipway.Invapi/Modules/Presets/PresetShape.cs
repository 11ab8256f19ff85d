using System.Globalization;
using Slipway.Catalog;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Presets;

/// <summary>A preset in list and show. <c>locations</c> is one text, <c>hdd</c> text where there are several disks (README 4).</summary>
internal sealed record PresetShape(
    int Id, string Name, string Description, string Location, string Locations, int Cpu, int Ram, object Hdd, string? Gpu, string CpuName, double CpuGhz,
    string DiskType, int Virtual, string ServerType, int Active, int Available, Dictionary<string, Dictionary<string, decimal>> Price,
    decimal? MonthlyCom, decimal? MonthlyUsd, decimal? MonthlyRu, string Group, CatalogTag[] Tags)
{
    public static PresetShape From(Offer<Preset> offer, CatalogSnapshot catalog, int available)
    {
        var preset = offer.Item;
        return new(
            preset.Id.Value, preset.Name, preset.Description, "", string.Join(',', WirePrices.Places(preset.Prices, catalog)), preset.Cores, preset.RamGb, Disks(preset),
            preset.Gpu, preset.CpuName, preset.CpuGhz, preset.DiskType, preset.IsVirtual ? 1 : 0, ServerTypeOf(preset.Kind), offer.Active ? 1 : 0, available,
            WirePrices.ByLocation(preset.Prices, catalog),
            WirePrices.Monthly(preset.Prices, catalog, null, Currency.Eur),
            WirePrices.Monthly(preset.Prices, catalog, null, Currency.Usd),
            WirePrices.Monthly(preset.Prices, catalog, null, new Currency("RUB")),
            preset.Group,
            [new("kind", preset.Kind.Word())]);
    }

    // Quirk Q-008: "2x960" is how a client learns the number of disks.
    public static object Disks(Preset preset) =>
        preset.DiskCount > 1 ? $"{preset.DiskCount.ToString(CultureInfo.InvariantCulture)}x{preset.DiskGb.ToString(CultureInfo.InvariantCulture)}" : preset.DiskGb;

    public static string ServerTypeOf(ServerKind kind) => kind switch
    {
        ServerKind.Vm => "Virtual Private Server",
        ServerKind.Vds => "Virtual Dedicated Server",
        ServerKind.BareMetal => "Instant Dedicated Server",
        ServerKind.Gpu => "Dedicated GPU Server",
        ServerKind.Vgpu => "VDS with GPU",
    };
}
