using System.ComponentModel;
using System.Diagnostics;
using Slipway.Machines;

namespace Slipway.Drivers;

/// <summary>
/// Runs a program: an argument list, never a shell; a time-out; what it said. Arguments are visible to everybody on the
/// box, so no secret may stand in them: it goes by a 0600 file.
/// </summary>
internal sealed class Programs(TimeProvider time)
{
    public async Task<ProgramOutcome> RunAsync(string program, IReadOnlyList<string> arguments, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        try
        {
            process.Start();
        }
        catch (Win32Exception exception)
        {
            return new ProgramOutcome(program, ProgramOutcome.NotStarted, "", exception.Message);
        }

        using var deadline = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(either.Token);
            var errors = process.StandardError.ReadToEndAsync(either.Token);
            await process.WaitForExitAsync(either.Token);
            return new ProgramOutcome(program, process.ExitCode, await output, (await errors).Trim());
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            if (cancellationToken.IsCancellationRequested)
            {
                throw;
            }

            return new ProgramOutcome(program, ProgramOutcome.TimedOut, "", $"no end within {timeout.TotalSeconds:0} s");
        }
    }
}

internal sealed record ProgramOutcome(string Program, int ExitCode, string Output, string Errors)
{
    // As a shell would number them.
    public const int NotStarted = 127;

    public const int TimedOut = 124;

    public bool Succeeded => ExitCode == 0;

    /// <summary>The refusal to answer with. Transient: a full disk or a busy box passes.</summary>
    public Failure ToFailure(string code) => new(
        FailureKind.Unavailable,
        code,
        "The machine could not be prepared just now.",
        new DriverFacts($"{Program} ended with {ExitCode}: {Errors}"));
}
