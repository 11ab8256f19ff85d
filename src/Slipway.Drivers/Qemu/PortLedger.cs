using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Slipway.Machines;

namespace Slipway.Drivers.Qemu;

/// <summary>
/// Which port of this box leads to which machine. The machines' records are the ledger; a choice and its writing down are
/// one step, so two machines never choose the same.
/// </summary>
internal sealed class PortLedger(QemuFolder folder, IOptions<QemuOptions> options)
{
    private readonly Lock _gate = new();

    /// <summary>
    /// Chooses a port of this box for SSH and for each port of the software, and keeps them by calling <paramref name="keep"/>. Those the
    /// machine has already stay. Null when all are taken.
    /// </summary>
    public QemuMachine? Claim(string machineId, OpenPorts wanted, Func<ChosenPorts, QemuMachine> keep, QemuMachine? has = null)
    {
        lock (_gate)
        {
            var all = folder.All().Where(machine => machine.MachineId != machineId).ToList();
            var tcp = Choose(machineId, [22, .. wanted.Tcp], has?.Ports, [.. all.SelectMany(machine => machine.Ports.Values)], udp: false);
            var udp = Choose(machineId, wanted.Udp, has?.UdpPorts, [.. all.SelectMany(machine => machine.UdpPorts.Values)], udp: true);
            return tcp is null || udp is null ? null : keep(new ChosenPorts(tcp, udp));
        }
    }

    private SortedDictionary<int, int>? Choose(string machineId, IEnumerable<int> guestPorts, SortedDictionary<int, int>? has, HashSet<int> taken, bool udp)
    {
        var ports = new SortedDictionary<int, int>();
        foreach (var guestPort in guestPorts.Distinct())
        {
            if (has is not null && has.TryGetValue(guestPort, out var kept))
            {
                ports.Add(guestPort, kept);
                taken.Add(kept);
            }
        }

        foreach (var guestPort in guestPorts.Distinct().Where(port => !ports.ContainsKey(port)))
        {
            if (Choose(guestPort is 22 && !udp ? options.Value.SshPorts : options.Value.WebPorts, machineId, taken, udp) is not { } port)
            {
                return null;
            }

            taken.Add(port);
            ports.Add(guestPort, port);
        }

        return ports;
    }

    // The search begins where the name says, so a machine that is made anew mostly gets its old ports.
    private int? Choose(PortRange range, string machineId, HashSet<int> taken, bool udp)
    {
        var start = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(machineId)));
        for (var step = 0; step < range.Count; step++)
        {
            var port = range.First + (int)((start + step) % range.Count);
            if (!taken.Contains(port) && IsFree(port, udp))
            {
                return port;
            }
        }

        return null;
    }

    private bool IsFree(int port, bool udp)
    {
        using var socket = new Socket(udp ? SocketType.Dgram : SocketType.Stream, udp ? ProtocolType.Udp : ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Parse(options.Value.Address), port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

/// <summary>Guest port to port of this box.</summary>
internal sealed record ChosenPorts(SortedDictionary<int, int> Tcp, SortedDictionary<int, int> Udp);
