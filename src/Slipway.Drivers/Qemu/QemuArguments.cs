using System.Globalization;

namespace Slipway.Drivers.Qemu;

/// <summary>How this box runs its guests.</summary>
internal sealed record QemuLaunch(bool Kvm, int TbSizeMb, string Address, string DiskCache);

/// <summary>A machine as QEMU's command line. Everybody on the box can read it: nothing in it is secret.</summary>
internal static class QemuArguments
{
    /// <summary>By this name QEMU knows the machine's network.</summary>
    public const string Network = "net0";

    public static IReadOnlyList<string> For(QemuMachine machine, QemuFiles files, UserNetwork network, QemuLaunch launch, bool withSeed, string? disc = null, bool fromDisc = false)
    {
        List<string> arguments =
        [
            "-no-user-config", "-nodefaults",
            "-name", machine.MachineId,
            "-uuid", machine.Uuid.ToString(),
            "-machine", "q35",

            .. launch.Kvm ? Kvm : Emulation(launch.TbSizeMb),
            "-smp", Text(machine.Cores),
            "-m", Text(machine.MemoryMb),
            "-display", "none",

            "-drive", $"file={Quote(files.Disk)},if=none,id=disk,format=qcow2,cache={launch.DiskCache},discard=unmap,detect-zeroes=unmap",
            "-device", "virtio-blk-pci,drive=disk",
        ];
        if (withSeed)
        {
            arguments.AddRange(["-drive", $"file={Quote(files.Seed)},if=none,id=seed,format=raw,readonly=on"]);
            arguments.AddRange(["-device", "virtio-blk-pci,drive=seed,serial=seed"]);
        }

        // IDE, which every system knows how to read and to start from; the machine's own AHCI is unknown to Debian's cloud kernel.
        arguments.AddRange(["-device", "piix4-ide,id=ide"]);
        if (disc is not null)
        {
            arguments.AddRange(["-drive", $"file={Quote(disc)},if=none,id=disc,format=raw,media=cdrom,readonly=on"]);
        }

        arguments.AddRange(["-device", $"ide-cd,bus=ide.0,id={Drive}{(disc is null ? "" : ",drive=disc")}"]);

        // Once: a restart from inside goes to the disk again.
        arguments.AddRange(["-boot", fromDisc ? "once=d,order=c" : "order=c"]);

        var forwards = string.Concat(machine.Ports.Select(port => $",hostfwd=tcp:{launch.Address}:{Text(port.Value)}-:{Text(port.Key)}"))
            + string.Concat(machine.UdpPorts.Select(port => $",hostfwd=udp:{launch.Address}:{Text(port.Value)}-:{Text(port.Key)}"));
        arguments.AddRange([
            "-netdev", $"user,id={Network},{network.ToOption()}{forwards}",

            // romfile= : no network boot, which would only cost seconds.
            "-device", $"virtio-net-pci,netdev={Network},mac={machine.Address.Mac},romfile=",
            "-device", "virtio-rng-pci",

            // The name is the one by which every agent and every udev rule for it knows the port.
            "-device", "virtio-serial-pci,id=serial,max_ports=2",
            "-chardev", $"socket,id=agent,path={Quote(files.Agent)},server=on,wait=off",
            "-device", "virtserialport,bus=serial.0,chardev=agent,name=org.qemu.guest_agent.0",
            "-chardev", $"file,id=console,path={Quote(files.Console)},append=on",
            "-serial", "chardev:console",
            "-qmp", QmpOption(files),
            // A screen costs no time at boot, as measured; its keyboard is part of the board.
            "-device", "VGA",
            "-vnc", $"unix:{Quote(files.Vnc)}",
            "-pidfile", files.Pid,
            "-daemonize",
        ]);
        return arguments;
    }

    /// <summary>The drive for discs, as commands to the running machine name it.</summary>
    public const string Drive = "cd";

    public static readonly IReadOnlyList<string> Kvm = ["-accel", "kvm", "-cpu", "host"];

    /// <summary>qemu64 boots a third faster under emulation than max, as measured with Debian guests.</summary>
    public static IReadOnlyList<string> Emulation(int tbSizeMb) => ["-accel", $"tcg,thread=multi,tb-size={Text(tbSizeMb)}", "-cpu", "qemu64"];

    /// <summary>The argument by which a process is known to be this machine's: no other one listens there.</summary>
    public static string QmpOption(QemuFiles files) => $"unix:{Quote(files.Qmp)},server=on,wait=off";

    // In QEMU's option lists a comma in a value is written twice.
    public static string Quote(string path) => path.Replace(",", ",,", StringComparison.Ordinal);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
