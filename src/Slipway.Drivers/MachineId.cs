using System.Text.RegularExpressions;
using Slipway.Machines;

namespace Slipway.Drivers;

/// <summary>A machine id becomes a file name, so it must not be able to leave its folder.</summary>
internal static partial class MachineId
{
    public static bool IsSafe(string id) => Pattern().IsMatch(id);

    public static Failure? Check(MachineRef machine) => IsSafe(machine.MachineId)
        ? null
        : new Failure(FailureKind.Invalid, "machines.bad-id", "This machine has an impossible name.", new DriverFacts($"machine id '{machine.MachineId}'"));

    public static Failure Unknown(MachineRef machine) => new(
        FailureKind.NotFound,
        "machines.unknown",
        "This machine does not exist.",
        new DriverFacts($"{machine.MachineId} is not on {machine.Node}"));

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,62}\z")]
    private static partial Regex Pattern();
}
