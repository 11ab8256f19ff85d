using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Slipway.Machines;

namespace Slipway.Drivers.Qemu;

/// <summary>
/// Scripts inside a guest, by its agent. Whether one ran is written down in the guest itself, by the very process that runs it: so neither
/// a daemon that dies between asking and remembering, nor a repeated question, nor a restart of the guest lets it run twice.
/// </summary>
internal sealed partial class QemuGuest(QemuFolder folder, QemuAgent agent, MachineLocks locks) : IGuest
{
    private const int LongestScript = 64 * 1024;

    private const int LongestOutput = 4096;

    private const int Remembered = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public async Task<GuestAnswer> RunAsync(MachineRef machine, GuestCommand command, CancellationToken cancellationToken)
    {
        if (MachineId.Check(machine) is { } bad)
        {
            return Failed(bad);
        }

        if (!SafeKey().IsMatch(command.Key) || Encoding.UTF8.GetByteCount(command.Script.Reveal()) > LongestScript)
        {
            return Failed(new Failure(FailureKind.Invalid, "machines.bad-command", $"A command needs a key of letters, digits and hyphens, and a script of at most {LongestScript} bytes."));
        }

        using var held = await locks.HoldAsync($"{machine.MachineId}/guest", cancellationToken);
        if (!folder.Get(machine).TryGet(out _, out var unknown))
        {
            return Failed(unknown);
        }

        var files = folder.Of(machine.MachineId);
        var runs = Read(files);
        var known = runs.FirstOrDefault(run => run.Key == command.Key);
        if (known?.Outcome is { } outcome)
        {
            return new GuestAnswer(new Progress.Done(), outcome);
        }

        // What has begun is only asked about: the script, which may hold secrets, goes over once.
        var question = known is null ? GuestScripts.Launch(command.Key, command.Script) : GuestScripts.Look(command.Key);
        if (!(await agent.ShellAsync(files, question, cancellationToken)).TryGet(out var answer, out var failure))
        {
            return Failed(failure);
        }

        var (word, rest) = Split(answer.Text, '\n');
        if (word is "asked")
        {
            return new GuestAnswer(new Progress.Again(Pause, "it is begun inside the server"));
        }

        if (word is "running")
        {
            Remember(files, runs, new GuestRun(command.Key, null));
            return new GuestAnswer(new Progress.Again(Pause, "it runs inside the server"));
        }

        if (word.StartsWith("done ", StringComparison.Ordinal) && int.TryParse(word[5..], NumberStyles.None, CultureInfo.InvariantCulture, out var code) && code <= 255)
        {
            outcome = new ScriptOutcome(code, Readable(rest));
            Remember(files, runs, new GuestRun(command.Key, outcome));
            return new GuestAnswer(new Progress.Done(), outcome);
        }

        return Failed(word is "lost" ? Lost : AgentFailures.Strange($"answer '{word}', exit code {answer.ExitCode}"));
    }

    /// <summary>The end of a text that a guest wrote, without anything that a terminal, a log or a database would stumble over.</summary>
    internal static string Readable(string text)
    {
        var clean = new string([.. text.Where(sign => sign is '\n' or '\t' || !char.IsControl(sign))]);
        var start = Math.Max(0, clean.Length - LongestOutput);
        while (Encoding.UTF8.GetByteCount(clean.AsSpan(start)) > LongestOutput)
        {
            start++;
        }

        // Not in the middle of a pair.
        return clean[(start < clean.Length && char.IsLowSurrogate(clean[start]) ? start + 1 : start)..];
    }

    private static readonly Failure Lost = new(
        FailureKind.NotFound, "machines.command-lost", "It was begun inside the server, and the server was restarted or stopped it before it came to its end. It is not begun again by itself.");

    private static GuestAnswer Failed(Failure failure) => new(new Progress.Failed(failure));

    private static (string Line, string Remainder) Split(string text, char at) =>
        text.IndexOf(at, StringComparison.Ordinal) is >= 0 and var index ? (text[..index], text[(index + 1)..]) : (text, "");

    private static List<GuestRun> Read(QemuFiles files)
    {
        try
        {
            return JsonSerializer.Deserialize<List<GuestRun>>(File.ReadAllBytes(files.Guest), Json) ?? [];
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
    }

    private static void Remember(QemuFiles files, List<GuestRun> runs, GuestRun run) => AtomicFile.Write(
        files.Guest, JsonSerializer.SerializeToUtf8Bytes(runs.Where(other => other.Key != run.Key).Append(run).TakeLast(Remembered).ToList(), Json));

    [GeneratedRegex(@"\A[A-Za-z0-9-]{1,64}\z")]
    private static partial Regex SafeKey();
}

/// <param name="Outcome">Null while it runs.</param>
internal sealed record GuestRun(string Key, ScriptOutcome? Outcome);
