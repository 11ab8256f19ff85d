using Slipway.Provisioning;

namespace Slipway.Invapi.Modules.Eq;

/// <summary>Asks the system to shut down.</summary>
internal sealed class Off(RequestPower power) : PowerSwitch(power, PowerAction.Off);
