using System.Diagnostics;
using Shouldly;
using Slipway.Drivers.Qemu;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Drivers;

/// <summary>Our scripts for guests, held by golden files, and read by a shell.</summary>
public sealed class GuestScriptTests
{
    private const string Script = "echo 'it''s' \"$TASK_NAME\" @KEY@\r\nexit 3\r\n";

    public static TheoryData<string, string> Scripts => new()
    {
        { "guest-look.golden.txt", GuestScripts.Look("task-1") },
        { "guest-launch.golden.txt", GuestScripts.Launch("task-1", new Secret(Script)) },
        { "guest-figures.golden.txt", GuestScripts.Figures("52:54:00:12:34:56") },
        { "guest-addresses.golden.txt", GuestScripts.Addresses("52:54:00:12:34:56", ["203.0.113.81/24", "198.51.100.9/32"]) },
    };

    [Theory]
    [MemberData(nameof(Scripts))]
    public void They_are_as_they_were_read(string file, string script) => Golden.ShouldMatch(script, file);

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task A_shell_understands_them(string file, string script)
    {
        file.ShouldNotBeEmpty();
        script.ShouldNotContain("\r");
        script.ShouldNotContain("it''s");
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-n"]) { RedirectStandardInput = true, RedirectStandardError = true })!;
        await shell.StandardInput.WriteAsync(script);
        shell.StandardInput.Close();
        var complaint = await shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        (shell.ExitCode, complaint).ShouldBe((0, ""));
    }
}
