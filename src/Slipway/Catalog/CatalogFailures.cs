namespace Slipway.Catalog;

/// <summary>Which software on which system: the wire composes its own sentence from these.</summary>
public sealed record SoftwareMismatch(SoftwareId SoftwareId, string SoftwareName, OsId OsId, string OsName);

/// <summary>Which system on which preset.</summary>
public sealed record OsMismatch(OsId OsId, string OsName, PresetId PresetId, string PresetName);

/// <summary>What was asked for, as it was written.</summary>
public sealed record Unknown(string Asked);

/// <summary>
/// The refusals of the catalog. Each message says what would have been allowed, so that the next attempt can be right;
/// a dozen suggestions at most, because a list of two hundred helps nobody.
/// </summary>
public static class CatalogFailures
{
    private const int MostSuggestions = 12;

    public static Failure LocationUnknown(CatalogSnapshot catalog, string asked) => new(
        FailureKind.NotFound,
        "catalog.location-unknown",
        $"There is no location '{asked}'. {Suggest("Locations", catalog.Locations.Select(location => location.Code))}",
        new Unknown(asked));

    public static Failure PresetUnknown(CatalogSnapshot catalog, string asked) => new(
        FailureKind.NotFound,
        "catalog.preset-unknown",
        $"There is no preset '{asked}'. {Suggest("Presets", Closest(asked, catalog.Presets.Where(preset => preset.Active).Select(preset => preset.Name)))}",
        new Unknown(asked));

    public static Failure PresetNotInLocation(CatalogSnapshot catalog, Preset preset, Location location) => new(
        FailureKind.Invalid,
        "catalog.preset-not-in-location",
        $"Preset {preset.Name} is not sold in {location.Code}. {Suggest("It is sold in", preset.Locations)} "
        + Suggest($"Presets in {location.Code}", Closest(preset.Name, catalog.PresetsIn(location).Where(other => other.Active).Select(other => other.Name))),
        new Unknown(preset.Name));

    public static Failure PresetSwitchedOff(CatalogSnapshot catalog, Preset preset, Location location) => new(
        FailureKind.OutOfStock,
        "catalog.preset-switched-off",
        $"Preset {preset.Name} is no longer sold. "
        + Suggest($"Presets in {location.Code}", Closest(preset.Name, catalog.PresetsIn(location).Where(other => other.Active).Select(other => other.Name))),
        new Unknown(preset.Name));

    public static Failure OsUnknown(CatalogSnapshot catalog, string asked) => new(
        FailureKind.NotFound,
        "catalog.os-unknown",
        $"There is no operating system '{asked}'. {Suggest("Operating systems", Numbered(catalog.Systems))}",
        new Unknown(asked));

    public static Failure OsIncompatible(CatalogSnapshot catalog, OsRecipe os, Preset preset) => new(
        FailureKind.Invalid,
        "catalog.os-incompatible",
        $"{os.Name} (#{os.Id}) is not compatible with {preset.Name}{Lack(os.Kinds, os.Minimum, preset)}. "
        + Suggest("Systems that fit", Numbered(catalog.SystemsFor(preset))),
        new OsMismatch(os.Id, os.Name, preset.Id, preset.Name));

    public static Failure SoftwareUnknown(CatalogSnapshot catalog, string asked) => new(
        FailureKind.NotFound,
        "catalog.software-unknown",
        $"There is no software '{asked}'. {Suggest("Software", Closest(asked, catalog.Software.Select(software => $"{software.Name} (#{software.Id})")))}",
        new Unknown(asked));

    public static Failure SoftwareIncompatible(CatalogSnapshot catalog, SoftwareRecipe software, OsRecipe os) => new(
        FailureKind.Invalid,
        "catalog.software-incompatible",
        $"{software.Name} (#{software.Id}) is not compatible with {os.Name}. "
        + Suggest("It runs on", Numbered(catalog.Systems.Where(other => software.Os.Contains(other.Key)))),
        new SoftwareMismatch(software.Id, software.Name, os.Id, os.Name));

    public static Failure SoftwareTooLarge(CatalogSnapshot catalog, SoftwareRecipe software, OsRecipe os, Preset preset) => new(
        FailureKind.Invalid,
        "catalog.software-preset-unfit",
        $"{software.Name} (#{software.Id}) is not compatible with {preset.Name}{Lack(software.Kinds, software.Minimum, preset)}. "
        + Suggest("Presets that fit", catalog.Presets.Where(other => other.Active && Compatibility.Fits(software, other)).Select(other => other.Name)),
        new SoftwareMismatch(software.Id, software.Name, os.Id, os.Name));

    public static Failure SoftwareNeedsOs(SoftwareRecipe software) => new(
        FailureKind.Invalid,
        "catalog.software-needs-os",
        $"{software.Name} (#{software.Id}) is installed together with an operating system; an own system has to bring its own software.",
        new Unknown(software.Name));

    public static Failure TrafficPlanUnknown(CatalogSnapshot catalog, string asked, Preset preset, Location location) => new(
        FailureKind.NotFound,
        "catalog.traffic-plan-unknown",
        $"There is no traffic plan '{asked}'. {SuggestPlans(catalog, preset, location)}",
        new Unknown(asked));

    public static Failure TrafficPlanUnfit(CatalogSnapshot catalog, TrafficPlan plan, Preset preset, Location location) => new(
        FailureKind.Invalid,
        "catalog.traffic-plan-unfit",
        $"Traffic plan {plan.Name} (#{plan.Id}) cannot be used with {preset.Name} in {location.Code}. {SuggestPlans(catalog, preset, location)}",
        new Unknown(plan.Name));

    public static Failure Ipv6Unfit(CatalogSnapshot catalog, Preset preset, Location location) => new(
        FailureKind.Invalid,
        "catalog.ipv6-unfit",
        preset.IsVirtual
            ? $"An IPv6 block is sold with dedicated servers only, and {preset.Name} is virtual."
            : $"IPv6 blocks are not sold in {location.Code}. {Suggest("They are sold in", catalog.Facts.Ipv6Block.Locations)}",
        new Unknown(location.Code));

    public static Failure NotCarried(Preset preset, Location location) => new(
        FailureKind.OutOfStock, "catalog.not-carried", $"{preset.Name} cannot be delivered in {location.Code} at present.", new Unknown(preset.Name));

    public static Failure NotDelivered(OsRecipe os, SoftwareRecipe? software, Location location) => new(
        FailureKind.OutOfStock,
        "catalog.not-delivered",
        $"{os.Name}{(software is null ? "" : $" with {software.Name}")} cannot be installed in {location.Code} at present.",
        new Unknown(software?.Name ?? os.Name));

    public static Failure TaskUnknown(CatalogSnapshot catalog, string asked) => new(
        FailureKind.NotFound, "catalog.task-unknown", $"There is no such task. {Suggest("Tasks", catalog.Tasks.Select(task => $"{task.Name} (#{task.Id})"))}", new Unknown(asked));

    /// <param name="os">Name of what the server has.</param>
    public static Failure TaskUnfit(CatalogSnapshot catalog, TaskRecipe task, string os) => new(
        FailureKind.Invalid,
        "catalog.task-unfit",
        $"{task.Name} (#{task.Id}) is not for this server, which has {os}. It is for servers of kind {string.Join(", ", task.Tags)}. "
        + Suggest("It runs on", Numbered(catalog.Systems.Where(system => task.Os.Contains(system.Key)))),
        new Unknown(task.Name));

    private static string SuggestPlans(CatalogSnapshot catalog, Preset preset, Location location) => Suggest(
        "Plans that fit", catalog.TrafficPlansFor(preset, location).Where(plan => plan.Active).Select(plan => $"{plan.Name} (#{plan.Id})"));

    private static string Lack(IReadOnlyList<ServerKind> kinds, Minimum minimum, Preset preset) =>
        !kinds.Contains(preset.Kind) ? $" (it runs on {string.Join(", ", kinds.Select(kind => kind.Word()))})"
        : !minimum.IsMetBy(preset) ? $" (it needs {minimum})"
        : "";

    private static IEnumerable<string> Numbered(IEnumerable<OsRecipe> systems) => systems.Select(os => $"{os.Name} (#{os.Id})");

    /// <summary>The most alike first: a slip of the finger is the usual mistake.</summary>
    private static IEnumerable<string> Closest(string asked, IEnumerable<string> names) =>
        names.OrderByDescending(name => Alike(asked, name));

    private static int Alike(string asked, string name) =>
        asked.Zip(name).TakeWhile(pair => char.ToUpperInvariant(pair.First) == char.ToUpperInvariant(pair.Second)).Count()
        + (asked.Length > 2 && name.Contains(asked, StringComparison.OrdinalIgnoreCase) ? asked.Length : 0);

    private static string Suggest(string what, IEnumerable<string> names)
    {
        var all = names.ToList();
        return all.Count switch
        {
            0 => $"{what}: none.",
            <= MostSuggestions => $"{what}: {string.Join(", ", all)}.",
            _ => $"{what}: {string.Join(", ", all.Take(MostSuggestions))} and {all.Count - MostSuggestions} more.",
        };
    }
}
