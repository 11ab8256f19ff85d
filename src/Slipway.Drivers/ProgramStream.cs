using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Slipway.Drivers;

/// <summary>
/// Runs a long program and tells its lines as they come. When it is broken off, all of its processes are asked to end and get
/// time to tidy up: a build that is killed leaves gigabytes behind.
/// </summary>
internal sealed class ProgramStream(TimeProvider time)
{
    private const int Terminate = 15;

    private static readonly TimeSpan TimeToTidyUp = TimeSpan.FromSeconds(20);

    public async Task<int> RunAsync(string program, IReadOnlyList<string> arguments, Action<string> line, CancellationToken cancellationToken)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true },
        };
        var turn = new Lock();
        void Tell(string? text)
        {
            if (text is { Length: > 0 })
            {
                lock (turn)
                {
                    line(text);
                }
            }
        }

        process.OutputDataReceived += (_, said) => Tell(said.Data);
        process.ErrorDataReceived += (_, said) => Tell(said.Data);
        try
        {
            process.Start();
        }
        catch (Win32Exception missing)
        {
            Tell($"{program}: {missing.Message}");
            return ProgramOutcome.NotStarted;
        }

        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            // A shell that ends does not take along what it has started in the background.
            foreach (var id in Family(process.Id))
            {
                _ = Kill(id, Terminate);
            }

            using var deadline = new CancellationTokenSource(TimeToTidyUp, time);
            try
            {
                await process.WaitForExitAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
            }

            throw;
        }
    }

    /// <summary>The process and all that descend from it.</summary>
    private static List<int> Family(int root)
    {
        var parents = new List<(int Id, int Parent)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                continue;
            }

            try
            {
                // "4711 (name) S 4700 ..."; the name may hold anything, also a bracket.
                var stat = File.ReadAllText(Path.Combine(folder, "stat"));
                parents.Add((id, int.Parse(stat[(stat.LastIndexOf(')') + 4)..].Split(' ')[0], CultureInfo.InvariantCulture)));
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                // It has ended meanwhile.
            }
        }

        List<int> family = [root];
        for (var index = 0; index < family.Count; index++)
        {
            family.AddRange(parents.Where(process => process.Parent == family[index]).Select(process => process.Id));
        }

        return family;
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
