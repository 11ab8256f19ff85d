using Slipway.Machines;

namespace Slipway.Drivers;

/// <summary>What is to be brought to a machine and is not on its node.</summary>
internal static class MissingMedia
{
    public static Failure Copy(string name) => new(FailureKind.NotFound, "machines.no-copy", "This copy of the disk is not there.", new DriverFacts(name));

    public static Failure Disc(string path) => new(FailureKind.NotFound, "machines.no-disc", "The disc is not on the server's node.", new DriverFacts($"there is no '{path}'"));
}
