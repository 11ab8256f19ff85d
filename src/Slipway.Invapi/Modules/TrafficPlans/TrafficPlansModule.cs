namespace Slipway.Invapi.Modules.TrafficPlans;

internal sealed class TrafficPlansModule() : InvapiModule("traffic_plans")
{
    public override IReadOnlyList<ActionEntry> Actions => [Public<ListPlans>("list")];
}
