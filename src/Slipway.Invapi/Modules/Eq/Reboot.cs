using Slipway.Provisioning;

namespace Slipway.Invapi.Modules.Eq;

/// <summary>Restarts.</summary>
internal sealed class Reboot(SwitchPower power) : PowerSwitch(power, PowerAction.Reboot);
