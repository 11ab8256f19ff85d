using System.Diagnostics;
using Shouldly;
using Slipway.Testing;
using Xunit;

namespace Slipway.EndToEnd;

/// <summary>The samples are run as the reader of the README runs them.</summary>
public sealed class SampleTests
{
    [Fact]
    public async Task The_demo_orders_the_server_of_the_FAQ_logs_in_gives_it_a_name_and_leaves_nothing_behind()
    {
        var folder = Directory.CreateTempSubdirectory("sw-").FullName;
        var start = new ProcessStartInfo(Path.Combine(Golden.Root, "samples", "demo", "demo.sh")) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ONCE"] = "1";
        start.Environment["DNS"] = "1";
        start.Environment["PORT"] = "18080";
        start.Environment["DEMO_DATA"] = folder;
        start.Environment["SLIPWAY_IMAGES"] = Slipwayd.Images;
        using var demo = Process.Start(start)!;
        var output = demo.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = demo.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        await demo.WaitForExitAsync(deadline.Token);
        var said = await output + await errors;

        demo.ExitCode.ShouldBe(0, said);
        said.ShouldContain("Debian 11 with WordPress, invoice 60401 is Paid");
        said.ShouldContain("prove-login");
        said.ShouldContain("web-01 runs Debian GNU/Linux 11");
        said.ShouldContain("Credit left: 96.90 EUR");
        said.ShouldContain("www.demo.example leads to server 70201");
        var mails = Directory.EnumerateFiles(Path.Combine(folder, "mail"), "*.eml").Select(path => MimeKit.MimeMessage.Load(path)).ToList();
        mails.Count.ShouldBe(2);
        mails.ShouldContain(mail => mail.Subject!.EndsWith("is ready", StringComparison.Ordinal));
        mails.ShouldContain(mail => mail.Attachments.Any(part => part.ContentType.MimeType == "application/pdf"));

        Directory.EnumerateDirectories("/proc").Select(path => int.TryParse(Path.GetFileName(path), out var pid) ? Slipwayd.CommandLine(pid) : "")
            .Where(line => line.Contains(folder, StringComparison.Ordinal)).ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories)
            .Where(path => path.EndsWith(".sock", StringComparison.Ordinal) || path.EndsWith(".lock", StringComparison.Ordinal)).ShouldBeEmpty();
        Directory.Delete(folder, recursive: true);
    }
}
