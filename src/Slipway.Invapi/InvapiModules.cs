using Slipway.Invapi.Modules.Auth;
using Slipway.Invapi.Modules.Eq;
using Slipway.Invapi.Modules.EqCallback;
using Slipway.Invapi.Modules.Os;
using Slipway.Invapi.Modules.Presets;
using Slipway.Invapi.Modules.Software;
using Slipway.Invapi.Modules.Tags;
using Slipway.Invapi.Modules.TrafficPlans;
using Slipway.Invapi.Modules.Whmcs;

namespace Slipway.Invapi;

/// <summary>The modules that are served, one line each.</summary>
internal static class InvapiModules
{
    public static readonly IReadOnlyList<InvapiModule> All =
    [
        new AuthModule(),
        new PresetsModule(),
        new OsModule(),
        new SoftwareModule(),
        new TrafficPlansModule(),
        new EqModule(),
        new EqCallbackModule(),
        new WhmcsModule(),
        new TagsModule(),
    ];
}
