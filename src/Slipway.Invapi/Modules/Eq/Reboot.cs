using Slipway.Provisioning;

namespace Slipway.Invapi.Modules.Eq;

/// <summary>Restarts.</summary>
internal sealed class Reboot(RequestPower power) : PowerSwitch(power, PowerAction.Reboot);
