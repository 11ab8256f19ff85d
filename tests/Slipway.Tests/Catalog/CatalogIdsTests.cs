using Shouldly;
using Slipway.Catalog;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Catalog;

/// <summary>Ids are part of the wire contract: scripts and Terraform states hold them.</summary>
public sealed class CatalogIdsTests
{
    [Fact]
    public void Ids_of_recipes_are_for_ever()
    {
        var written = Rows("catalog/ids.golden.txt");
        var shipped = ShippedCatalog.Snapshot.Systems.Select(os => $"os {os.Id} {os.Key}")
            .Concat(ShippedCatalog.Snapshot.Software.Select(software => $"software {software.Id} {software.Key}"))
            .Concat(ShippedCatalog.Snapshot.Tasks.Select(task => $"task {task.Id} {task.Key}"))
            .ToList();

        shipped.Except(written).ShouldBeEmpty("a new recipe adds a line to catalog/ids.golden.txt with a number that was never used");
        written.Where(row => !row.EndsWith(" retired", StringComparison.Ordinal)).Except(shipped).ShouldBeEmpty("a recipe that goes keeps its line, with the word retired");
        written.Select(row => string.Join(' ', row.Split(' ')[..2])).Distinct().Count().ShouldBe(written.Count, "a number is given once");
    }

    [Theory]
    [InlineData("os 180 debian-11")]
    [InlineData("os 187 ubuntu-22.04")]
    [InlineData("os 205 rocky-9")]
    [InlineData("os 219 debian-12")]
    [InlineData("os 300 debian-13")]
    [InlineData("software 18 grafana")]
    [InlineData("software 20 wordpress")]
    [InlineData("software 49 odoo")]
    public void Ids_of_the_contract_are_there(string row) => Rows("catalog/ids.golden.txt").ShouldContain(row);

    [Fact]
    public void Presets_plans_and_locations_of_the_contract_are_there()
    {
        var shipped = ShippedCatalog.Snapshot;

        shipped.Locations.Count.ShouldBe(11);
        shipped.Preset(new PresetId(108)).ShouldNotBeNull();
        shipped.TrafficPlan(new TrafficPlanId(25)).ShouldNotBeNull();
        shipped.Locations.ShouldAllBe(location => shipped.PresetsIn(location).Any(preset => preset.Active));
    }

    [Fact]
    public void Every_preset_can_be_ordered_with_a_plan_and_a_system_wherever_it_is_sold()
    {
        var shipped = ShippedCatalog.Snapshot;
        var stuck =
            from preset in shipped.Presets.Where(preset => preset.Active)
            from location in shipped.Locations.Where(location => preset.Prices.IsSoldIn(location.Code))
            where shipped.MainTrafficPlan(preset, location) is null || shipped.SystemsFor(preset).Count == 0
            select $"{preset.Name} in {location.Code}";

        stuck.ShouldBeEmpty();
    }

    private static List<string> Rows(string path) =>
        [.. File.ReadAllLines(Path.Combine(Golden.Root, path)).Where(line => line.Length > 0 && line[0] != '#')];
}
