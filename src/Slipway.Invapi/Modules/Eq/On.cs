using Slipway.Provisioning;

namespace Slipway.Invapi.Modules.Eq;

/// <summary>Switches on; a server that is on already is no failure.</summary>
internal sealed class On(RequestPower power) : PowerSwitch(power, PowerAction.On);
