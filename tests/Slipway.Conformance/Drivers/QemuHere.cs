using System.Diagnostics;
using Shouldly;
using Xunit;

namespace Slipway.Conformance.Drivers;

/// <summary>What the tests need of this box besides the driver.</summary>
internal static class QemuHere
{
    public static void SkipWhenMissing() =>
        Assert.SkipUnless(IsOnPath("qemu-system-x86_64"), "qemu-system-x86_64 is not installed: apt-get install qemu-system-x86 qemu-utils xorriso");

    public static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0, program);
    }

    public static async Task UntilAsync(Func<bool> fact, string name)
    {
        var start = Stopwatch.GetTimestamp();
        while (!fact())
        {
            Stopwatch.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(10), name);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TestContext.Current.CancellationToken);
        }
    }

    public static string CommandLine(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static bool IsOnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
}
