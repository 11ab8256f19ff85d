using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Slipway.Bench;

/// <summary>Load from a process of its own that costs little: wrk posting one form again and again.</summary>
internal static partial class Wrk
{
    public static async Task<double> PostAsync(string url, string form, int connections, int seconds)
    {
        var script = Path.GetTempFileName();
        try
        {
            // The form holds a token: by file, for a command line can be read by everybody.
            await File.WriteAllTextAsync(
                script,
                $$"""
                wrk.method = "POST"
                wrk.body = [[{{form}}]]
                wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
                """);
            using var wrk = Process.Start(new ProcessStartInfo("wrk", ["-t1", $"-c{connections}", $"-d{seconds}s", "-s", script, url]) { RedirectStandardOutput = true })!;
            var output = await wrk.StandardOutput.ReadToEndAsync();
            await wrk.WaitForExitAsync();
            return wrk.ExitCode == 0 && !output.Contains("Non-2xx", StringComparison.Ordinal) && Rate().Match(output) is { Success: true } rate
                ? double.Parse(rate.Groups[1].Value, CultureInfo.InvariantCulture)
                : throw new InvalidOperationException($"wrk could not measure {url}: {output}");
        }
        finally
        {
            File.Delete(script);
        }
    }

    [GeneratedRegex(@"Requests/sec:\s*([0-9.]+)")]
    private static partial Regex Rate();
}
