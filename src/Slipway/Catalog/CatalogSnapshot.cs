using System.Collections.Frozen;
using System.Globalization;

namespace Slipway.Catalog;

/// <summary>
/// Everything that can be ordered, at one moment, indexed in memory. It never changes: whoever holds one sees the same
/// prices from the first check to the invoice.
/// </summary>
public sealed class CatalogSnapshot
{
    private readonly FrozenDictionary<string, Location> _locations;
    private readonly FrozenDictionary<PresetId, Preset> _presets;
    private readonly FrozenDictionary<string, Preset> _presetsByName;
    private readonly FrozenDictionary<string, IReadOnlyList<Preset>> _presetsByLocation;
    private readonly FrozenDictionary<OsId, OsRecipe> _systems;
    private readonly FrozenDictionary<string, OsRecipe> _systemsByName;
    private readonly FrozenDictionary<string, OsRecipe> _systemsByKey;
    private readonly FrozenDictionary<SoftwareId, SoftwareRecipe> _software;
    private readonly FrozenDictionary<string, SoftwareRecipe> _softwareByName;
    private readonly FrozenDictionary<string, SoftwareRecipe> _softwareByKey;
    private readonly FrozenDictionary<TrafficPlanId, TrafficPlan> _plans;
    private readonly FrozenDictionary<PresetId, IReadOnlyList<OsRecipe>> _systemsByPreset;
    private readonly FrozenDictionary<PresetId, IReadOnlyList<SoftwareRecipe>> _softwareByPreset;
    private readonly FrozenDictionary<(PresetId, string), IReadOnlyList<TrafficPlan>> _plansByPlace;

    public CatalogSnapshot(CatalogFacts facts, CatalogRecipes recipes)
    {
        Facts = facts;
        Systems = recipes.Systems;
        Software = recipes.Software;
        Tasks = recipes.Tasks;

        var ignoreCase = StringComparer.OrdinalIgnoreCase;
        _locations = facts.Locations.ToFrozenDictionary(location => location.Code, ignoreCase);
        _presets = facts.Presets.ToFrozenDictionary(preset => preset.Id);
        _presetsByName = facts.Presets.ToFrozenDictionary(preset => preset.Name, ignoreCase);
        _presetsByLocation = facts.Locations.ToFrozenDictionary(
            location => location.Code, location => Those(facts.Presets, preset => preset.Prices.IsSoldIn(location.Code)), ignoreCase);
        _systems = Systems.ToFrozenDictionary(os => os.Id);
        _systemsByName = Systems.ToFrozenDictionary(os => os.Name, ignoreCase);
        _systemsByKey = Systems.ToFrozenDictionary(os => os.Key, StringComparer.Ordinal);
        _software = Software.ToFrozenDictionary(software => software.Id);
        _softwareByName = Software.ToFrozenDictionary(software => software.Name, ignoreCase);
        _softwareByKey = Software.ToFrozenDictionary(software => software.Key, StringComparer.Ordinal);
        _plans = facts.TrafficPlans.ToFrozenDictionary(plan => plan.Id);

        _systemsByPreset = facts.Presets.ToFrozenDictionary(
            preset => preset.Id, preset => Those(Systems, os => Compatibility.Fits(os, preset)));
        _softwareByPreset = facts.Presets.ToFrozenDictionary(
            preset => preset.Id,
            preset => Those(Software, software => Compatibility.Fits(software, preset) && _systemsByPreset[preset.Id].Any(os => software.Os.Contains(os.Key))));
        _plansByPlace = facts.Presets
            .SelectMany(_ => facts.Locations, (preset, location) => (preset, location))
            .ToFrozenDictionary(
                place => (place.preset.Id, place.location.Code),
                place => Those(facts.TrafficPlans, plan => Compatibility.Fits(plan, place.preset, place.location)));
    }

    public CatalogFacts Facts { get; }

    public IReadOnlyList<Location> Locations => Facts.Locations;

    public IReadOnlyList<Preset> Presets => Facts.Presets;

    public IReadOnlyList<TrafficPlan> TrafficPlans => Facts.TrafficPlans;

    public IReadOnlyList<OsRecipe> Systems { get; }

    public IReadOnlyList<SoftwareRecipe> Software { get; }

    public IReadOnlyList<TaskRecipe> Tasks { get; }

    /// <summary>By id, by key or by name.</summary>
    public TaskRecipe? Task(string asked) =>
        Tasks.FirstOrDefault(task => task.Id.ToString() == asked || task.Key == asked) ?? Tasks.FirstOrDefault(task => string.Equals(task.Name, asked, StringComparison.OrdinalIgnoreCase));

    /// <summary>Tasks that fit what a server is and has.</summary>
    /// <param name="preset">Null when it is in the catalog no more.</param>
    public IReadOnlyList<TaskRecipe> TasksFor(Preset? preset, OsId os) => [.. Tasks.Where(task => Fits(task, preset, os))];

    public bool Fits(TaskRecipe task, Preset? preset, OsId os) =>
        (preset is null ? task.Tags.Contains(TaskRecipe.DefaultTag) : task.IsFor(preset.Kind)) && Os(os) is { } system && task.Os.Contains(system.Key);

    public Location? Location(string code) => _locations.GetValueOrDefault(code);

    public Preset? Preset(PresetId id) => _presets.GetValueOrDefault(id);

    /// <summary>By id or by name: callers send either in the same place.</summary>
    public Preset? Preset(string idOrName) =>
        int.TryParse(idOrName, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && Preset(new PresetId(id)) is { } preset
            ? preset
            : _presetsByName.GetValueOrDefault(idOrName);

    public OsRecipe? Os(OsId id) => _systems.GetValueOrDefault(id);

    public OsRecipe? OsNamed(string name) => _systemsByName.GetValueOrDefault(name);

    public OsRecipe? OsWithKey(string key) => _systemsByKey.GetValueOrDefault(key);

    public SoftwareRecipe? SoftwareOf(SoftwareId id) => _software.GetValueOrDefault(id);

    public SoftwareRecipe? SoftwareWithKey(string key) => _softwareByKey.GetValueOrDefault(key);

    public SoftwareRecipe? SoftwareNamed(string name) => _softwareByName.GetValueOrDefault(name);

    public TrafficPlan? TrafficPlan(TrafficPlanId id) => _plans.GetValueOrDefault(id);

    public IReadOnlyList<Preset> PresetsIn(Location location) => _presetsByLocation.GetValueOrDefault(location.Code, []);

    /// <summary>Systems that fit the preset.</summary>
    public IReadOnlyList<OsRecipe> SystemsFor(Preset preset) => _systemsByPreset.GetValueOrDefault(preset.Id, []);

    /// <summary>Software that fits the preset on at least one of its systems.</summary>
    public IReadOnlyList<SoftwareRecipe> SoftwareFor(Preset preset) => _softwareByPreset.GetValueOrDefault(preset.Id, []);

    public IReadOnlyList<TrafficPlan> TrafficPlansFor(Preset preset, Location location) =>
        _plansByPlace.GetValueOrDefault((preset.Id, location.Code), []);

    /// <summary>The plan of an order that names none: the first that is marked main and may be ordered.</summary>
    public TrafficPlan? MainTrafficPlan(Preset preset, Location location) =>
        TrafficPlansFor(preset, location).FirstOrDefault(plan => plan.IsMain && plan.Active);

    private static IReadOnlyList<T> Those<T>(IReadOnlyList<T> all, Func<T, bool> which) => [.. all.Where(which)];
}
