using Slipway.Invapi.Modules.ApiKeys;
using Slipway.Invapi.Modules.Auth;
using Slipway.Invapi.Modules.Eq;
using Slipway.Invapi.Modules.EqCallback;
using Slipway.Invapi.Modules.Ip;
using Slipway.Invapi.Modules.Iso;
using Slipway.Invapi.Modules.Jenkins;
using Slipway.Invapi.Modules.Jira;
using Slipway.Invapi.Modules.Nat;
using Slipway.Invapi.Modules.Net;
using Slipway.Invapi.Modules.Os;
using Slipway.Invapi.Modules.Pdns;
using Slipway.Invapi.Modules.Presets;
using Slipway.Invapi.Modules.Rhr;
using Slipway.Invapi.Modules.Rtm;
using Slipway.Invapi.Modules.S3;
using Slipway.Invapi.Modules.Software;
using Slipway.Invapi.Modules.SshKeys;
using Slipway.Invapi.Modules.Stocks;
using Slipway.Invapi.Modules.Tags;
using Slipway.Invapi.Modules.TrafficPlans;
using Slipway.Invapi.Modules.Vm;
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
        new StocksModule(),
        new EqModule(),
        new EqCallbackModule(),
        new WhmcsModule(),
        new ApiKeysModule(),
        new SshKeysModule(),
        new TagsModule(),
        new NetModule(),
        new IpModule(),
        new NatModule(),
        new PdnsModule(),
        new IsoModule(),
        new VmModule(),
        new S3Module(),
        new RhrModule(),
        new JiraModule(),
        new JenkinsModule(),
        new RtmModule(),
    ];
}
