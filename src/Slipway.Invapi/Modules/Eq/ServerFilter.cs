using Slipway.Catalog;
using Slipway.Invapi.Session;
using Slipway.Invapi.Wire;
using Slipway.Servers;

namespace Slipway.Invapi.Modules.Eq;

/// <summary>The filters of eq/list, which eq/search has as well; a server must match every one that is given.</summary>
internal sealed record ServerFilter(IReadOnlyList<string> Locations, string? Status, string? Ip, string? Mac, IReadOnlyList<string> Groups)
{
    /// <summary>Addresses have to be read for it.</summary>
    public bool IsByAddress => Ip is not null || Mac is not null;

    /// <summary>Nothing is asked for: every server matches.</summary>
    public bool TakesAll => Locations.Count == 0 && Status is null && !IsByAddress && Groups.Count == 0;

    public static ServerFilter From(WireForm form) => new(form.List("location"), form.Text("status"), form.Text("ip"), form.Text("mac"), form.List("group"));

    public bool Takes(ServerCard card, CatalogSnapshot catalog) =>
        WireWords.IsShown(card.Server.State)
        && (Locations.Count == 0 || Locations.Contains(card.Server.Location, StringComparer.OrdinalIgnoreCase))
        && (Status is null || Status.Equals(WireWords.Life(card.Server.State, card.Server.Power), StringComparison.OrdinalIgnoreCase))
        && (Ip is null || card.Addresses.Any(address => address.Ip == Ip.Trim()))
        && (Mac is null || string.Equals(card.Mac, Mac.Trim(), StringComparison.OrdinalIgnoreCase))
        && (Groups.Count == 0 || Groups.Any(group => ServerGroups.IsIn(group, catalog.Preset(card.Server.PresetId))));
}

/// <summary>The groups by which servers are listed. A server may be in several; some are the vendor's own and have none here.</summary>
internal static class ServerGroups
{
    public static readonly IReadOnlyList<string> Names = ["VPS", "Gpu", "1CPU", "2CPU", "AMD", "Instances", "Storage", "Nodes", "Micro", "Mini", "Dell"];

    public static bool IsIn(string group, Preset? preset) => group.ToUpperInvariant() switch
    {
        "INSTANCES" => true,
        "VPS" => preset?.Kind is ServerKind.Vm or ServerKind.Vds,
        "GPU" => preset?.Kind is ServerKind.Gpu or ServerKind.Vgpu,
        "AMD" => preset is { IsVirtual: false } && Processors.IsAmd(preset),
        "1CPU" => preset?.Kind is ServerKind.BareMetal && !Processors.AreTwo(preset),
        "2CPU" => preset?.Kind is ServerKind.BareMetal && Processors.AreTwo(preset),
        _ => false,
    };
}

/// <summary>What the name of a preset's processor says of it.</summary>
internal static class Processors
{
    private static readonly string[] Amd = ["AMD", "EPYC", "Ryzen", "Threadripper"];

    public static bool IsAmd(Preset preset) => Amd.Any(word => preset.CpuName.Contains(word, StringComparison.OrdinalIgnoreCase));

    public static bool AreTwo(Preset preset) => preset.CpuName.StartsWith("2x", StringComparison.OrdinalIgnoreCase) || preset.CpuName.StartsWith("2 x", StringComparison.OrdinalIgnoreCase);
}
