using System.Diagnostics;
using System.Text.Json;
using Slipway.Testing;
using Xunit;

namespace Slipway.Conformance.Invapi;

/// <summary>The commands that people copy from the contract work as they are printed, sent by the real curl.</summary>
public sealed class ExamplesTests
{
    private static readonly string File = Path.Combine(AppContext.BaseDirectory, "Invapi", "Examples", "contract.sh.txt");

    public static TheoryData<string> Examples => [.. All().Select(example => example.Title)];

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Example_of_the_contract_works_as_it_stands(string title)
    {
        var example = All().Single(one => one.Title == title);
        var host = await InvapiHost.OfAsync("quick");
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        await new Given(host, names).PrepareAsync("customer with a server");

        var script = example.Script
            .Replace("https://api.example.net", host.Client.BaseAddress!.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)
            .Replace("0f3a9c1e77b2d458-9be04c6d21a7f350", names["key"], StringComparison.Ordinal)
            .Replace("9d1f6c0b4e7a43c2a85e0f3b71d2c964", names["callback"], StringComparison.Ordinal)
            // What the contract prints here is cut off, and a key that is cut off is refused.
            .Replace("AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExample", $"AAAAC3NzaC1lZDI1NTE5AAAAIE{Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(33))[..42]}", StringComparison.Ordinal)
            .Replace("70211", names["server"], StringComparison.Ordinal);
        var body = await RunAsync(script, names["token"]);

        Assert.Null(AnswerRules.Breach(200, "application/json", body, []));
        using var answer = JsonDocument.Parse(body);
        Assert.All(example.Members, member => Assert.True(answer.RootElement.TryGetProperty(member, out _), $"there is no {member} in {body}"));
        Assert.True(answer.RootElement.GetProperty("result") is { ValueKind: JsonValueKind.Object } or { ValueKind: JsonValueKind.String }, body);
    }

    private static IEnumerable<Example> All() =>
        from part in System.IO.File.ReadAllText(File).Split("\n## ").Skip(1)
        let head = part[..part.IndexOf('\n', StringComparison.Ordinal)].Split(": ")
        select new Example(head[0], head[1].Split(' '), part[part.IndexOf('\n', StringComparison.Ordinal)..]);

    private static async Task<string> RunAsync(string script, string token)
    {
        var start = new ProcessStartInfo("bash", ["-e"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["TOKEN"] = token;
        using var bash = Process.Start(start)!;
        await bash.StandardInput.WriteAsync(script);
        bash.StandardInput.Close();
        var (output, errors) = (bash.StandardOutput.ReadToEndAsync(), bash.StandardError.ReadToEndAsync());
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(bash.ExitCode == 0, $"exit code {bash.ExitCode}: {await errors}");
        return await output;
    }

    private sealed record Example(string Title, string[] Members, string Script);
}
