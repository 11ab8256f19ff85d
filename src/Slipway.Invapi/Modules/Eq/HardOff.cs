using Slipway.Provisioning;

namespace Slipway.Invapi.Modules.Eq;

/// <summary>Cuts the power.</summary>
internal sealed class HardOff(RequestPower power) : PowerSwitch(power, PowerAction.HardOff);
