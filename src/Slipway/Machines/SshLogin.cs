using System.Net.Sockets;
using System.Security.Cryptography;
using Renci.SshNet;
using Renci.SshNet.Common;

namespace Slipway.Machines;

/// <summary>
/// Proves that a machine lets its customer in: a login as root with the ordered password. Gentle, because a guest under
/// emulation pays dearly for each attempt: first only the server's greeting is read, and one login then asks everything.
/// </summary>
public sealed class SshLogin(TimeProvider time)
{
    private const int LongestOutput = 4096;

    // Waits a little inside the guest, which is cheaper than another login. The parts are told apart by their marks.
    private const string Question = """
        d=/var/lib/slipway; n=0
        while [ ! -e $d/ready ] && [ $n -lt WAIT ]; do sleep 1; n=$((n+1)); done
        echo @keys; cat /etc/ssh/ssh_host_*_key.pub 2>/dev/null
        echo @ready; cat $d/ready 2>/dev/null
        echo @software; cat $d/software.exit 2>/dev/null
        echo @software-log; [ ! -e $d/software.exit ] || tail -c 4096 $d/software.log
        echo @exit; cat $d/post-install.exit 2>/dev/null
        echo @log; tail -c 4096 $d/post-install.log 2>/dev/null
        """;

    private const int SecondsInGuest = 6;

    private static readonly TimeSpan GreetingPatience = TimeSpan.FromSeconds(1.5);

    private static readonly TimeSpan LoginPatience = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.5);

    private static readonly TimeSpan PauseAfterRefusal = TimeSpan.FromSeconds(2);

    public async Task<LoginProof> ProveAsync(string host, int port, Login login, CancellationToken cancellationToken)
    {
        if (!await GreetsAsync(host, port, cancellationToken))
        {
            return NotYet(Pause, "no SSH server yet");
        }

        string? presented = null;
        using var deadline = new CancellationTokenSource(LoginPatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            using var password = new PasswordAuthenticationMethod("root", login.RootPassword.Reveal());
            using var client = new SshClient(new ConnectionInfo(host, port, "root", password) { Timeout = LoginPatience });
            client.HostKeyReceived += (_, key) =>
            {
                presented = $"{key.HostKeyName} SHA256:{key.FingerPrintSHA256}";
                key.CanTrust = true;
            };
            await client.ConnectAsync(either.Token);
            using var command = client.CreateCommand(Question.Replace("WAIT", login.FirstBoot ? $"{SecondsInGuest}" : "0", StringComparison.Ordinal));
            await command.ExecuteAsync(either.Token);
            return Read(command.Result, presented, login.FirstBoot);
        }
        catch (SshAuthenticationException)
        {
            // Until the first boot has ended the password may simply not be set yet.
            return login.FirstBoot
                ? NotYet(PauseAfterRefusal, "the password is not accepted yet")
                : new LoginProof(new Progress.Failed(new Failure(FailureKind.Unauthenticated, "machines.login-refused", "The machine does not accept its root password.")), Keys(presented, ""));
        }
        catch (Exception exception) when (exception is SshException or SocketException or IOException or ObjectDisposedException)
        {
            return NotYet(Pause, $"the login broke off: {exception.GetType().Name}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return NotYet(Pause, "the login took too long");
        }
    }

    /// <summary>Runs a command as root. Again while it does not succeed yet: what it asks for may still be starting.</summary>
    public async Task<Progress> AskAsync(string host, int port, Login login, string command, string? contains, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(LoginPatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            using var password = new PasswordAuthenticationMethod("root", login.RootPassword.Reveal());
            using var client = new SshClient(new ConnectionInfo(host, port, "root", password) { Timeout = LoginPatience });
            client.HostKeyReceived += (_, key) => key.CanTrust = true;
            await client.ConnectAsync(either.Token);
            using var asked = client.CreateCommand(command);
            await asked.ExecuteAsync(either.Token);
            return asked.ExitStatus != 0 ? new Progress.Again(PauseAfterRefusal, $"the command ended with {asked.ExitStatus}")
                : contains is null || asked.Result.Contains(contains, StringComparison.OrdinalIgnoreCase) ? new Progress.Done("the command succeeded")
                : new Progress.Again(PauseAfterRefusal, $"the command's output is without '{contains}'");
        }
        catch (Exception exception) when (exception is SshException or SocketException or IOException or ObjectDisposedException)
        {
            return new Progress.Again(PauseAfterRefusal, $"the login broke off: {exception.GetType().Name}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Progress.Again(Pause, "the command took too long");
        }
    }

    /// <summary>Does an SSH server answer there? Costs a guest next to nothing.</summary>
    public async Task<bool> GreetsAsync(string host, int port, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(GreetingPatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(host, port, either.Token);
            var greeting = new byte[4];
            var received = await socket.ReceiveAsync(greeting, either.Token);
            return received == greeting.Length && greeting.AsSpan().SequenceEqual("SSH-"u8);
        }
        catch (SocketException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private static LoginProof Read(string answer, string? presented, bool firstBoot)
    {
        var keys = Keys(presented, Part(answer, "@keys\n", "@ready\n"));
        var software = Outcome(Part(answer, "@software\n", "@software-log\n"), Part(answer, "@software-log\n", "@exit\n"));
        // Software that could not be installed needs no patience any more.
        if (firstBoot && software is null or { ExitCode: 0 } && Part(answer, "@ready\n", "@software\n").Length == 0)
        {
            return new LoginProof(new Progress.Again(Pause, "logged in, the first boot is not over yet"), keys);
        }

        return new LoginProof(new Progress.Done("logged in as root"), keys, Outcome(Part(answer, "@exit\n", "@log\n"), Part(answer, "@log\n", null))) { Software = software };
    }

    private static ScriptOutcome? Outcome(string exit, string log) =>
        int.TryParse(exit, out var code) ? new ScriptOutcome(code, log.Length > LongestOutput ? log[^LongestOutput..] : log) : null;

    private static string Part(string answer, string from, string? to)
    {
        var start = answer.IndexOf(from, StringComparison.Ordinal);
        if (start < 0)
        {
            return "";
        }

        start += from.Length;
        var end = to is null ? answer.Length : answer.IndexOf(to, start, StringComparison.Ordinal);
        return end < 0 ? "" : answer[start..end];
    }

    /// <summary>What the server showed comes first; the files name its other keys, which a customer's client may prefer.</summary>
    private static List<string> Keys(string? presented, string publicKeys)
    {
        var keys = publicKeys
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' '))
            .Where(words => words.Length >= 2)
            .Select(words => $"{words[0]} {Fingerprint(words[1])}");
        return [.. (presented is null ? [] : new[] { presented }).Concat(keys).Distinct(StringComparer.Ordinal)];
    }

    private static string Fingerprint(string key)
    {
        var bytes = new byte[key.Length];
        return Convert.TryFromBase64String(key, bytes, out var length)
            ? $"SHA256:{Convert.ToBase64String(SHA256.HashData(bytes.AsSpan(0, length))).TrimEnd('=')}"
            : "SHA256:?";
    }

    private static LoginProof NotYet(TimeSpan after, string note) => new(new Progress.Again(after, note), []);
}
