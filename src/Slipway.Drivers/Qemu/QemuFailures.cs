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

    public static Failure Running() => new(FailureKind.Busy, "machines.running", "The machine is running; it has to be switched off before its disk goes back.");

    public static Failure NoDisk() => new(FailureKind.Invalid, "qemu.no-disk", "The machine has no disk.");

    public static Failure Off() => new(FailureKind.Unavailable, "machines.off", "The machine is switched off.");
}
