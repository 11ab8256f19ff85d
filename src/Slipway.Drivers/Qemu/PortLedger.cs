using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Slipway.Drivers.Qemu;

/// <summary>
/// Which port of this box leads to which machine. The machines' records are the ledger; a choice and its writing down are
/// one step, so two machines never choose the same.
/// </summary>
internal sealed class PortLedger(QemuFolder folder, IOptions<QemuOptions> options)
{
    private readonly Lock _gate = new();

    /// <summary>Chooses ports and keeps them by calling <paramref name="keep"/>. Null when all are taken.</summary>
    public QemuMachine? Claim(string machineId, bool withSoftware, Func<SortedDictionary<int, int>, QemuMachine> keep)
    {
        lock (_gate)
        {
            var taken = folder.All().SelectMany(machine => machine.Ports.Values).ToHashSet();
            var ports = new SortedDictionary<int, int>();
            foreach (var guestPort in withSoftware ? [22, 80, 443] : new[] { 22 })
            {
                if (Choose(guestPort is 22 ? options.Value.SshPorts : options.Value.WebPorts, machineId, taken) is not { } port)
                {
                    return null;
                }

                taken.Add(port);
                ports.Add(guestPort, port);
            }

            return keep(ports);
        }
    }

    // The search begins where the name says, so a machine that is made anew mostly gets its old ports.
    private int? Choose(PortRange range, string machineId, HashSet<int> taken)
    {
        var start = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(machineId)));
        for (var step = 0; step < range.Count; step++)
        {
            var port = range.First + (int)((start + step) % range.Count);
            if (!taken.Contains(port) && IsFree(port))
            {
                return port;
            }
        }

        return null;
    }

    private bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Parse(options.Value.Address), port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
