using System.Net.Sockets;
using Slipway.Machines;

namespace Slipway.Drivers.Qemu;

/// <summary>
/// The machine's VNC server listens on a socket in its folder, which only the daemon's user can open: there is no port and no password. QEMU
/// closes the connection when the machine goes off.
/// </summary>
internal sealed class QemuConsole(QemuFolder folder, TimeProvider time) : IConsole
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task<Result<Stream>> OpenAsync(MachineRef machine, CancellationToken cancellationToken)
    {
        if (folder.Get(machine).Failure is { } unknown)
        {
            return unknown;
        }

        var files = folder.Of(machine.MachineId);
        if (!QemuProcess.IsRunning(files))
        {
            return QemuFailures.Off();
        }

        if (!File.Exists(files.Vnc))
        {
            return new Failure(FailureKind.Unavailable, "qemu.no-screen", "This server was started before it had a console. Switch it off and on once (eq/off, eq/on).");
        }

        using var deadline = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(files.Vnc), either.Token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (Exception exception) when (exception is SocketException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            socket.Dispose();
            return new Failure(FailureKind.Unavailable, "qemu.screen-silent", "The machine's screen does not answer just now.", new DriverFacts(exception.Message));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
