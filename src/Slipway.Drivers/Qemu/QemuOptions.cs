namespace Slipway.Drivers.Qemu;

/// <summary>Section <c>Qemu</c>: virtual machines on this very box.</summary>
public sealed class QemuOptions
{
    public const string Section = "Qemu";

    /// <summary>One folder a machine; empty is <c>machines</c> in the data folder.</summary>
    public string Folder { get; set; } = "";

    /// <summary>Images by name, <c>debian-11.qcow2</c>; empty is <c>images</c> in the data folder.</summary>
    public string Images { get; set; } = "";

    /// <summary>Backups, a folder for each machine; empty is <c>backups</c> in the data folder. On another disk they outlive the machines' one.</summary>
    public string Backups { get; set; } = "";

    /// <summary>GiB that snapshots and backups leave free where they are made.</summary>
    public int KeepFreeGb { get; set; } = 2;

    public string Binary { get; set; } = "qemu-system-x86_64";

    public string QemuImg { get; set; } = "qemu-img";

    public string Xorriso { get; set; } = "xorriso";

    /// <summary>Address of this box on which the machines' ports are opened, and where they are reached.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>Ports for SSH, first and last. Below 32768, where Linux begins to give out ports of its own.</summary>
    public PortRange SshPorts { get; set; } = new(22000, 27999);

    /// <summary>Ports for 80 and 443 of machines with software.</summary>
    public PortRange WebPorts { get; set; } = new(28000, 31999);

    public Accelerator Accelerator { get; set; } = Accelerator.Auto;

    /// <summary>Translation cache under emulation. 128 costs no speed and spares 200 MiB a guest.</summary>
    public int TbSizeMb { get; set; } = 128;

    /// <summary>QEMU's cache mode of the disk. <c>unsafe</c> forgets flushes: faster, for rehearsals.</summary>
    public string DiskCache { get; set; } = "writeback";

    public IEnumerable<string> Mistakes()
    {
        if (!SshPorts.IsSound || !WebPorts.IsSound)
        {
            yield return "Qemu:SshPorts and Qemu:WebPorts need First <= Last within 1024-65535.";
        }

        if (SshPorts.First <= WebPorts.Last && WebPorts.First <= SshPorts.Last)
        {
            yield return "Qemu:SshPorts and Qemu:WebPorts overlap.";
        }

        if (KeepFreeGb < 0)
        {
            yield return "Qemu:KeepFreeGb must not be negative.";
        }

        if (TbSizeMb < 16)
        {
            yield return "Qemu:TbSizeMb must be at least 16.";
        }

        if (!System.Net.IPAddress.TryParse(Address, out _))
        {
            yield return "Qemu:Address must be an IP address of this box.";
        }
    }
}

public sealed record PortRange(int First, int Last)
{
    public bool IsSound => First is >= 1024 and <= 65535 && Last is >= 1024 and <= 65535 && First <= Last;

    public int Count => Last - First + 1;
}

public enum Accelerator
{
    /// <summary>KVM where it can be opened and proves faster, else emulation.</summary>
    Auto,
    Kvm,
    Tcg,
}
