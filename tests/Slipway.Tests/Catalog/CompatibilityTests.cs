using Shouldly;
using Slipway.Catalog;
using Slipway.Invapi.Wire;
using Xunit;

namespace Slipway.Tests.Catalog;

public sealed class CompatibilityTests
{
    private static readonly CatalogSnapshot Shipped = ShippedCatalog.Snapshot;

    [Theory]
    [InlineData(180, 20)]
    [InlineData(205, 18)]
    public void Pairs_of_the_documentation_are_valid(int os, int software) => On(os, software).Succeeded.ShouldBeTrue();

    [Fact]
    public void The_refused_pair_is_refused_with_the_exact_sentence()
    {
        var refused = On(187, 49).Failure.ShouldNotBeNull();

        refused.Code.ShouldBe("catalog.software-incompatible");
        WireTexts.For(new WirePlace("eq", "order_instance"), refused).ShouldBe("reinstall: extra software Odoo (#49) is not compatible with Ubuntu 22.04");
        WireTexts.StandsAlone(refused).ShouldBeTrue();
    }

    [Fact]
    public void Software_needs_a_system_of_ours() =>
        Compatibility.SoftwareOn(Shipped, ShippedCatalog.Software(20), null, ShippedCatalog.Preset("vm.mini")).Failure!.Code.ShouldBe("catalog.software-needs-os");

    [Fact]
    public void Software_that_needs_more_than_the_preset_has_says_how_much()
    {
        var large = ShippedCatalog.Software(20) with { Minimum = new Minimum(2, 64, 10) };

        var refused = Compatibility.SoftwareOn(Shipped, large, ShippedCatalog.Os(180), ShippedCatalog.Preset("vm.mini")).Failure.ShouldNotBeNull();

        refused.Code.ShouldBe("catalog.software-preset-unfit");
        refused.Message.ShouldContain("it needs 2 cores, 64 GB memory and 10 GB disk");
    }

    [Fact]
    public void A_system_that_does_not_fit_names_those_that_do()
    {
        var windows = Shipped.Systems.First(os => os.Family == OsFamily.Windows);

        var refused = Compatibility.OsOn(Shipped, windows, ShippedCatalog.Preset("vm.pico")).Failure.ShouldNotBeNull();

        refused.Message.ShouldContain("Debian 11 (#180)");
    }

    [Fact]
    public void A_preset_is_sold_where_it_has_a_price_and_while_it_is_active()
    {
        var preset = ShippedCatalog.Preset("vm.pico") with { Prices = new PriceList([new("NL", new Money(1, Currency.Eur))]) };

        Compatibility.PresetIn(Shipped, preset, ShippedCatalog.Location("NL")).Succeeded.ShouldBeTrue();
        Compatibility.PresetIn(Shipped, preset, ShippedCatalog.Location("US")).Failure!.Code.ShouldBe("catalog.preset-not-in-location");
        Compatibility.PresetIn(Shipped, preset with { Active = false }, ShippedCatalog.Location("NL")).Failure!.Code.ShouldBe("catalog.preset-switched-off");
    }

    [Fact]
    public void Lists_and_rules_agree()
    {
        foreach (var preset in Shipped.Presets)
        {
            Shipped.Systems.Where(os => Compatibility.OsOn(Shipped, os, preset).Succeeded).ShouldBe(Shipped.SystemsFor(preset));
            foreach (var location in Shipped.Locations)
            {
                Shipped.TrafficPlans.Where(plan => plan.Active && Compatibility.TrafficPlanOn(Shipped, plan, preset, location).Succeeded)
                    .ShouldBe(Shipped.TrafficPlansFor(preset, location).Where(plan => plan.Active));
            }
        }
    }

    private static Result<Unit> On(int os, int software) =>
        Compatibility.SoftwareOn(Shipped, ShippedCatalog.Software(software), ShippedCatalog.Os(os), ShippedCatalog.Preset("vm.mini"));
}
