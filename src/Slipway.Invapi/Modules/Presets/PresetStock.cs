using Slipway.Catalog;
using Slipway.Servers;

namespace Slipway.Invapi.Modules.Presets;

/// <summary>How many of a preset could be placed now.</summary>
internal sealed class PresetStock(Nodes nodes)
{
    public async ValueTask<int> FreeAsync(Preset preset, IEnumerable<string> locations, CancellationToken cancellationToken)
    {
        var hardware = new Hardware(preset.Cores, preset.RamGb * 1024, preset.DiskGb * preset.DiskCount);
        var free = 0;
        foreach (var location in locations)
        {
            free += await nodes.FreeAsync(location, hardware, cancellationToken);
        }

        return free;
    }
}
