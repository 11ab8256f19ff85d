using Slipway.Provisioning;

namespace Slipway.Invapi.Modules.Eq;

/// <summary>Asks the system to shut down.</summary>
internal sealed class Off(SwitchPower power) : PowerSwitch(power, PowerAction.Off);
