using System.Globalization;
using System.Text;
using Slipway.Machines;

namespace Slipway.Drivers.Qemu;

/// <summary>
/// The two texts of a cloud-init NoCloud seed. Pure. What the images of <c>catalog/images</c> agree on with us: the last
/// thing of a first boot is the file <c>/var/lib/slipway/ready</c>, and beside it stands what came of the script.
/// </summary>
internal sealed record NoCloudSeed(string MetaData, string UserData)
{
    // Runs last on the first boot: baked software, the customer's script, then no cloud-init any more, then the mark.
    private const string Finish = """
        #!/bin/sh
        d=/var/lib/slipway
        systemctl start slipway-software.service 2>/dev/null
        for install in $d/software/*/install.sh; do
            [ -f "$install" ] || continue
            cd "${install%/*}" || continue
            HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive \
                ./install.sh > $d/software.log 2>&1 < /dev/null
            echo $? > $d/software.exit
        done
        if [ -f $d/post-install ]; then
            cd /root
            HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive \
                $d/post-install > $d/post-install.out 2>&1 < /dev/null
            echo $? > $d/post-install.exit
            tail -c 4096 $d/post-install.out > $d/post-install.log
            rm -f $d/post-install $d/post-install.out
        fi
        if grep -qs '^blacklist evdev' /etc/modprobe.d/slipway.conf; then
            # Without it nothing in the guest hears the power button.
            sed -i '/^blacklist evdev/d' /etc/modprobe.d/slipway.conf
            modprobe evdev
        fi
        touch /etc/cloud/cloud-init.disabled
        sync
        date -u +%Y-%m-%dT%H:%M:%SZ > $d/ready

        """;

    // Images of vendors let root in with a key only, or not at all.
    private const string Sshd = """
        PermitRootLogin yes
        PasswordAuthentication yes

        """;

    // The image would grow the root file system over the whole disk; this comes earlier and takes its part only.
    private const string GrowPart = """
        ln -sf /dev/null /etc/systemd/system/slipway-grow-root.service; systemctl daemon-reload;
        part=$(readlink -f /sys/dev/block/$(mountpoint -d /)); disk=$(dirname $part); number=$(cat $part/partition);
        size=$(($(cat $disk/size) * PERCENT / 100 - $(cat $part/start)));
        [ $size -gt $(cat $part/size) ] || exit 0;
        echo ", $size" | sfdisk --quiet --no-reread --no-tell-kernel -N $number /dev/$(basename $disk);
        partx --update --nr $number /dev/$(basename $disk); resize2fs /dev/$(basename $part)
        """;

    public static NoCloudSeed For(string instanceId, Installation installation, string passwordHash)
    {
        var text = new StringBuilder();
        text.Append("#cloud-config\n");
        text.Append(CultureInfo.InvariantCulture, $"hostname: {Quote(ShortName(installation.Hostname))}\n");
        text.Append(CultureInfo.InvariantCulture, $"fqdn: {Quote(installation.Hostname)}\n");
        text.Append(CultureInfo.InvariantCulture, $"timezone: {Quote(installation.Timezone)}\n");
        text.Append("manage_etc_hosts: localhost\nusers: []\ndisable_root: false\nssh_pwauth: true\n");
        text.Append(CultureInfo.InvariantCulture, $"chpasswd:\n  expire: false\n  list:\n    - {Quote($"root:{passwordHash}")}\n");
        if (!string.IsNullOrWhiteSpace(installation.SshKey))
        {
            text.Append("ssh_authorized_keys:\n");
            foreach (var key in installation.SshKey.Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                text.Append(CultureInfo.InvariantCulture, $"  - {Quote(key)}\n");
            }
        }

        if (installation.RootSizePercent is > 0 and < 100)
        {
            var grow = GrowPart.ReplaceLineEndings(" ").Replace("PERCENT", installation.RootSizePercent.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
            text.Append(CultureInfo.InvariantCulture, $"growpart: {{mode: off}}\nresize_rootfs: false\nbootcmd:\n  - [sh, -c, {Quote(grow)}]\n");
        }

        text.Append("write_files:\n");
        if (installation.PostInstallScript is { } script)
        {
            // A script from a web form comes with line ends the kernel would take for part of the interpreter's name.
            WriteFile(text, "/var/lib/slipway/post-install", script.Reveal().ReplaceLineEndings("\n"));
        }

        foreach (var (name, content) in installation.Software?.Files.OrderBy(file => file.Key, StringComparer.Ordinal) ?? Enumerable.Empty<KeyValuePair<string, string>>())
        {
            WriteFile(text, $"/var/lib/slipway/software/{installation.Software!.Key}/{name}", content.ReplaceLineEndings("\n"));
        }

        WriteFile(text, "/etc/ssh/sshd_config.d/01-slipway.conf", Sshd.ReplaceLineEndings("\n"));
        WriteFile(text, "/var/lib/slipway/finish", Finish.ReplaceLineEndings("\n"));
        text.Append("runcmd:\n  - [/var/lib/slipway/finish]\n");
        return new NoCloudSeed(MetaDataOf(instanceId, installation.Hostname), text.ToString());
    }

    /// <summary>What is left when the guest has its settings: the same instance, so nothing runs again, and no secret.</summary>
    public static NoCloudSeed Forgotten(string instanceId, string hostname) =>
        new(MetaDataOf(instanceId, hostname), "#cloud-config\nusers: []\ndisable_root: false\n");

    // dsmode local: the settings need no network, so they are made before there is one.
    private static string MetaDataOf(string instanceId, string hostname) =>
        $"instance-id: {Quote(instanceId)}\nlocal-hostname: {Quote(ShortName(hostname))}\ndsmode: local\n";

    private static void WriteFile(StringBuilder text, string path, string content) => text.Append(
        CultureInfo.InvariantCulture,
        $"  - path: {path}\n    owner: root:root\n    permissions: '0700'\n    encoding: b64\n    content: {Convert.ToBase64String(Encoding.UTF8.GetBytes(content))}\n");

    private static string ShortName(string hostname) => hostname.Split('.')[0];

    private static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
