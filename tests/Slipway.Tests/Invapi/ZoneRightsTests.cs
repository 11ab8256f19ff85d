using Shouldly;
using Slipway.Invapi.Modules.Pdns;
using Xunit;

namespace Slipway.Tests.Invapi;

public sealed class ZoneRightsTests
{
    [Fact]
    public void Every_action_with_zones_is_in_one_right()
    {
        var served = new PdnsModule().Actions.Where(action => action.Action is not null).Select(action => $"pdns/{action.Name}");

        ZoneRights.ActionsOf(ZoneRights.View).Concat(ZoneRights.ActionsOf(ZoneRights.Edit)).Order(StringComparer.Ordinal).ShouldBe(served.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_right_is_told_only_to_whoever_may_use_all_of_it() =>
        ZoneRights.Of([.. ZoneRights.ActionsOf(ZoneRights.View), "pdns/add_dns"]).ShouldBe([ZoneRights.View]);
}
