using Slipway.Provisioning;

namespace Slipway.Invapi.Modules.Eq;

/// <summary>Looks at the machine; what is known is in the first answer already, because some clients read no other.</summary>
internal sealed class Status(RequestPower power) : PowerSwitch(power, PowerAction.Status);
