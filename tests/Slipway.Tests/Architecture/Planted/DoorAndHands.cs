// Each type here breaks one rule, as if it stood in Slipway.Invapi or Slipway.Drivers. See ArchitectureTests.
#pragma warning disable CA1812
namespace Slipway.Tests.Architecture.Planted.Door.Modules
{
    internal sealed class DoorThatKnowsHands(Hands.Qemu.QemuPart part)
    {
        public Hands.Qemu.QemuPart Part { get; } = part;
    }
}

namespace Slipway.Tests.Architecture.Planted.Hands.Qemu
{
    internal sealed class QemuPart;

    internal sealed class HandThatKnowsMoney(Business.Billing.MoneyThatKnowsMachines money)
    {
        public Business.Billing.MoneyThatKnowsMachines Money { get; } = money;
    }
}

namespace Slipway.Tests.Architecture.Planted.Hands.Libvirt
{
    internal sealed class HandThatKnowsTheOther(Qemu.QemuPart part)
    {
        public Qemu.QemuPart Part { get; } = part;
    }
}
