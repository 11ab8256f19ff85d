using Slipway.Machines;

namespace Slipway.Drivers.Qemu;

/// <summary>Refusals that more than one call gives.</summary>
internal static class QemuFailures
{
    public static Failure NoPorts() => new(
        FailureKind.OutOfStock,
        "qemu.no-ports",
        "This node has no room for another server.",
        new DriverFacts("every port of Qemu:SshPorts or Qemu:WebPorts is taken"));

    public static Failure Erasing() => new(FailureKind.Busy, "qemu.erasing", "The machine's old disk is still being erased.");

    public static Failure Off() => new(FailureKind.Unavailable, "machines.off", "The machine is switched off.");
}
