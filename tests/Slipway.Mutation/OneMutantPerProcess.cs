using Slipway.Mutation;
using Xunit;

[assembly: AssemblyFixture(typeof(OneMutantPerProcess))]

namespace Slipway.Mutation;

/// <summary>
/// Stryker sends one mutant after another to the same process. A static field that was filled under the first would still
/// hold its value under the second, which then passes for killed, or for alive. So a process that is asked a second time
/// ends; Stryker takes that for a crash and asks once more, in a new one.
/// </summary>
public sealed class OneMutantPerProcess
{
    private static int _runs;

    public OneMutantPerProcess()
    {
        // While it finds out which test reaches which line no mutant is alive, and one process will do.
        if (Environment.GetEnvironmentVariable("STRYKER_COVERAGE_FILE") is null && Interlocked.Increment(ref _runs) > 1)
        {
            Environment.Exit(1);
        }
    }
}
