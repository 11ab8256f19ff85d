#!/bin/bash
# Builds a small Debian disk image that boots by itself and is quick to come up even without hardware virtualisation.
# See --help. One file on purpose: what goes into the image is all here, and its hash is the recipe's fingerprint.
set -euo pipefail

MIRROR=${SLIPWAY_DEBIAN_MIRROR:-http://deb.debian.org/debian}
MIRROR=${MIRROR%/}
SECURITY_MIRROR=${SLIPWAY_DEBIAN_SECURITY_MIRROR:-${MIRROR%/debian}/debian-security}

# The machine is made for a guest without KVM, where every avoided process is felt: no address randomisation, no
# speculative-execution workarounds (the host's business for its guests), no audit, no AppArmor, a clock that is trusted,
# and no renaming of the one network card.
KERNEL_ARGS="rw console=tty0 console=ttyS0,115200 quiet net.ifnames=0 nokaslr mitigations=off tsc=reliable audit=0 apparmor=0 systemd.show_status=no"

usage() {
    cat <<'EOF'
Usage: build-debian.sh --suite bullseye|bookworm|trixie --out FILE.qcow2 [options]

Builds a qcow2 disk image from Debian's own packages. It boots from its own disk under SeaBIOS, takes its name,
password and keys from a cloud-init NoCloud seed (a second disk labelled CIDATA), and grows into the disk it is given.

  --suite NAME       bullseye (11), bookworm (12) or trixie (13)
  --out FILE         the image to write; FILE.recipe beside it holds the recipe's fingerprint
  --software DIR     bake this software in: DIR/install.sh is run inside the image with SLIPWAY_BAKE=1, and
                     DIR/first-boot.sh, where there is one, is run once on the first boot of every server
  --cache DIR        keep downloaded packages and the system without software here: the next build of the suite is quick.
                     A system kept there serves for a day, then it is made anew with the packages of that day
  --compress         compress the image (smaller file, slower first reads)
  --force            build even when FILE is there with the same recipe
  --help             this text

Environment: SLIPWAY_DEBIAN_MIRROR            default http://deb.debian.org/debian
             SLIPWAY_DEBIAN_SECURITY_MIRROR   default the same host's /debian-security
             TMPDIR                           needs about 3 GB while building

Run as root, or as an ordinary user with a range in /etc/subuid and /etc/subgid.
Exit codes: 0 built or already there, 1 failed, 2 wrong usage, 3 tools missing.
EOF
}

say() { printf '[%4ds] %s\n' "$SECONDS" "$*"; }
die() { printf 'build-debian: %s\n' "$*" >&2; exit 1; }
misuse() { printf 'build-debian: %s\nTry build-debian.sh --help\n' "$*" >&2; exit 2; }

# ---------------------------------------------------------------------------------------------------------------------
# Inside the image. mmdebstrap calls this script again as `--inside PHASE ROOT`, because a hook is a program.
# ---------------------------------------------------------------------------------------------------------------------

# put ROOT MODE PATH - writes standard input to a file of the image, with its folders.
put() {
    mkdir -p "$1$(dirname "$3")"
    cat > "$1$3"
    chmod "$2" "$1$3"
}

in_image() {
    local root=$1
    shift
    chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
        DEBIAN_FRONTEND=noninteractive DEBCONF_NONINTERACTIVE_SEEN=true SLIPWAY_BAKE=1 "$@"
}

write_apt() {
    local root=$1 suite=$2
    # Always Debian's public host, whatever mirror the build used: a server may not reach the builder's own.
    put "$root" 644 /etc/apt/sources.list <<EOF
deb http://deb.debian.org/debian $suite main
deb http://deb.debian.org/debian $suite-updates main
deb http://deb.debian.org/debian-security $suite-security main
EOF
    put "$root" 644 /etc/apt/apt.conf.d/90slipway <<'EOF'
APT::Install-Recommends "false";
Acquire::Languages "none";
EOF
}

# A stock initrd carries udev and every disk driver and costs seconds of emulated CPU. This one knows virtio disks only.
# initramfs-tools stays in charge, so a kernel upgrade inside the server makes the same small initrd again.
write_initramfs() {
    local root=$1
    put "$root" 644 /etc/initramfs-tools/conf.d/slipway <<'EOF'
MODULES=list
COMPRESS=zstd
RESUME=none
EOF
    put "$root" 644 /etc/initramfs-tools/modules <<'EOF'
# Loaded in this order by the initrd. Add the driver of another root disk here, then run update-initramfs -u.
virtio_pci
virtio_blk
virtio_scsi
sd_mod
ext4
virtio_net
EOF
    put "$root" 755 /etc/initramfs-tools/hooks/slipway-slim <<'EOF'
#!/bin/sh
# The kernel's devtmpfs already makes the device nodes, and blkid finds the root by its UUID: udev is not needed here.
# To have it back (LVM, RAID, encrypted root): remove this file, the two scripts below /etc/initramfs-tools/scripts
# and conf.d/slipway, then run update-initramfs -u.
[ "$1" = prereqs ] && { echo; exit 0; }
cd "$DESTDIR" || exit 1
rm -rf lib/systemd usr/lib/systemd lib/udev usr/lib/udev etc/udev
rm -f bin/udevadm sbin/udevadm usr/bin/udevadm usr/sbin/udevadm
exit 0
EOF
    put "$root" 755 /etc/initramfs-tools/scripts/init-top/udev <<'EOF'
#!/bin/sh
[ "$1" = prereqs ] && { echo; exit 0; }
exit 0
EOF
    put "$root" 755 /etc/initramfs-tools/scripts/init-bottom/udev <<'EOF'
#!/bin/sh
[ "$1" = prereqs ] && { echo; exit 0; }
mount -n -o move /dev "${rootmnt}/dev"
EOF
    put "$root" 644 /etc/modprobe.d/slipway.conf <<'EOF'
# Devices a server of ours does not have; looking for them takes time.
blacklist kvm_amd
blacklist kvm_intel
blacklist powernow_k8
blacklist psmouse
blacklist pcspkr
blacklist i2c_piix4
blacklist i2c_i801
blacklist lpc_ich
blacklist iTCO_wdt
blacklist joydev
blacklist evdev
EOF
}

write_network() {
    local root=$1
    put "$root" 644 /etc/systemd/network/80-slipway.network <<'EOF'
[Match]
Name=en* eth*

[Network]
DHCP=yes
LinkLocalAddressing=ipv6

[DHCPv4]
# One server, one address: the identity is the card's address, not the machine id made at first boot.
ClientIdentifier=mac
EOF
    printf 'localhost\n' > "$root/etc/hostname"
    put "$root" 644 /etc/hosts <<'EOF'
127.0.0.1 localhost
::1 localhost ip6-localhost ip6-loopback
ff02::1 ip6-allnodes
ff02::2 ip6-allrouters
EOF
}

write_ssh() {
    local root=$1
    put "$root" 644 /etc/ssh/sshd_config.d/10-slipway.conf <<'EOF'
# The image's root has no password and no key; the seed gives it one of them.
PermitRootLogin yes
HostKey /etc/ssh/ssh_host_ed25519_key
UseDNS no
PrintLastLog no
EOF
    # cloud-init 20 edits the main file and would restart sshd if it found anything else than what the seed asks for;
    # later ones keep their own file. `yes` in both is what nearly every seed asks for, so nothing has to change at boot.
    sed -i -E 's/^#?PasswordAuthentication .*/PasswordAuthentication yes/' "$root/etc/ssh/sshd_config"
    grep -q '^PasswordAuthentication yes' "$root/etc/ssh/sshd_config" || echo 'PasswordAuthentication yes' >> "$root/etc/ssh/sshd_config"
    # pam_motd runs a dozen small programs at each login.
    sed -i -E '/pam_motd|pam_mail/s/^/#/' "$root/etc/pam.d/sshd"
}

write_cloud_init() {
    local root=$1
    put "$root" 644 /etc/cloud/cloud.cfg.d/99_slipway.cfg <<'EOF'
# Only what a server needs on its first boot. Each module left out saves its import, which is felt under emulation.
datasource_list: [NoCloud]
network: {config: disabled}
users: []
disable_root: false
preserve_hostname: false
locale: false
ssh_genkeytypes: [ed25519]
output: {all: ">> /var/log/cloud-init-output.log"}
cloud_init_modules:
  - bootcmd
  - write-files
  - set_hostname
  - update_etc_hosts
  - timezone
  - users-groups
  - ssh
  - set-passwords
cloud_config_modules: []
cloud_final_modules:
  - runcmd
  - scripts-user
EOF
    # Two ways to the same end. The short one reads the plain user-data that Slipway writes and needs no Python, which
    # halves the time to the first login; whatever it does not know word for word is left to cloud-init.
    put "$root" 755 /usr/lib/slipway/first-boot <<'EOF'
#!/bin/sh
# Applies the seed before sshd starts, tells systemd, then runs the seed's commands.
set -u
work=/run/slipway
log=/var/log/cloud-init-output.log
mkdir -p $work/seed
chmod 700 $work
cd $work || exit 1

use_cloud_init() {
    echo "slipway: $1, leaving it to cloud-init" >> $log
    exec /usr/lib/slipway/first-boot-cloud-init
}

host_key() {
    [ -e /etc/ssh/ssh_host_ed25519_key ] || ssh-keygen -q -t ed25519 -N '' -C "root@$(uname -n)" -f /etc/ssh/ssh_host_ed25519_key
}

device=$(blkid -t LABEL=CIDATA -o device | head -n 1)
[ -n "$device" ] || device=$(blkid -t LABEL=cidata -o device | head -n 1)
if [ -z "$device" ]; then
    host_key
    systemd-notify --ready
    exit
fi
mount -o ro -t iso9660 "$device" seed 2> /dev/null || mount -o ro "$device" seed || use_cloud_init "cannot read $device"
cp seed/user-data user-data 2> /dev/null
umount seed
[ -f user-data ] || use_cloud_init "no user-data"
umask 077
awk -f /usr/lib/slipway/user-data.awk user-data > seed.list || use_cloud_init "user-data is not the short form"

: > passwords
: > keys
while IFS='	' read -r kind value more; do
    case $kind in
        hostname) echo "$value" > hostname ;;
        fqdn) echo "$value" > fqdn ;;
        pwauth) printf '# From the seed.\nPasswordAuthentication %s\n' "$value" > /etc/ssh/sshd_config.d/50-cloud-init.conf ;;
        password) echo "$value" >> passwords ;;
        key) echo "$value" >> keys ;;
        file)
            # value is the file's number, more its owner, mode and path. As few programs as can be: there may be dozens.
            # shellcheck disable=SC2086
            set -- $more
            [ -d "${3%/*}/" ] || (umask 022 && mkdir -p "${3%/*}/")
            base64 -d "file.$value" > "$3"
            [ "$1" = root:root ] || chown "$1" "$3"
            chmod "$2" "$3"
            ;;
        timezone)
            if [ -f "/usr/share/zoneinfo/$value" ]; then
                ln -sf "/usr/share/zoneinfo/$value" /etc/localtime
                (umask 022 && echo "$value" > /etc/timezone)
            else
                echo "slipway: no time zone $value in this system" >> $log
            fi
            ;;
    esac
done < seed.list
if [ -s hostname ]; then
    read -r short < hostname
    long=$short
    [ ! -s fqdn ] || read -r long < fqdn
    umask 022
    echo "$short" > /etc/hostname
    echo "$short" > /proc/sys/kernel/hostname
    { grep -v '^127\.0\.1\.1[[:space:]]' /etc/hosts; echo "127.0.1.1 $long $short"; } > hosts
    cat hosts > /etc/hosts
    umask 077
fi
[ ! -s passwords ] || chpasswd -e < passwords
if [ -s keys ]; then
    mkdir -p -m 700 /root/.ssh
    cat keys > /root/.ssh/authorized_keys
fi
rm -f passwords user-data file.*
host_key
systemd-notify --ready

/usr/lib/slipway/wait-for-network
umask 022
sed -n 's/^run	//p' seed.list > run
rm -f seed.list
sh run >> $log 2>&1 < /dev/null
EOF
    put "$root" 644 /usr/lib/slipway/user-data.awk <<'EOF'
# Reads the form of user-data that Slipway writes; see its documentation of the seed. Prints one line for each thing to
# do. Anything else in the file ends it with 1, and then cloud-init, which knows all of the language, takes over.
function unknown() { failed = 1; exit 1 }
function scalar(text) {
    if (text ~ /^'([^']|'')*'$/) {
        text = substr(text, 2, length(text) - 2)
        gsub(/''/, "'", text)
    } else if (text !~ /^[A-Za-z0-9\/][A-Za-z0-9._:\/+=@-]*$/)
        unknown()
    if (text ~ /\t/) unknown()
    return text
}
function after(prefix) { return scalar(substr($0, length(prefix) + 1)) }
function end_of_file_entry() {
    if (path == "") return
    if (!complete || path !~ /^\/[A-Za-z0-9._\/-]+$/ || owner !~ /^[a-z_:-]+$/ || mode !~ /^0?[0-7][0-7][0-7]$/) unknown()
    print "file\t" files "\t" owner " " mode " " path
    path = ""
}
BEGIN { section = ""; path = "" }
NR == 1 { if ($0 != "#cloud-config") unknown(); next }
/^[ ]*(#.*)?$/ { next }
/^[a-z]/ { end_of_file_entry(); section = "" }
/^hostname: / { print "hostname\t" after("hostname: "); next }
/^fqdn: / { print "fqdn\t" after("fqdn: "); next }
/^timezone: / { zone = after("timezone: "); if (zone !~ /^[A-Za-z0-9_+-]+(\/[A-Za-z0-9_+-]+)*$/) unknown(); print "timezone\t" zone; next }
/^(manage_etc_hosts: localhost|users: \[\]|disable_root: false)$/ { next }
/^ssh_pwauth: true$/ { print "pwauth\tyes"; next }
/^ssh_pwauth: false$/ { print "pwauth\tno"; next }
/^(chpasswd|ssh_authorized_keys|write_files|runcmd):$/ { section = $1; next }
section == "chpasswd:" && /^  (expire: false|list:)$/ { next }
section == "chpasswd:" && /^    - '[a-z]+:\$6\$[^']+'$/ { print "password\t" after("    - "); next }
section == "ssh_authorized_keys:" && /^  - '/ { print "key\t" after("  - "); next }
section == "write_files:" && /^  - path: / { end_of_file_entry(); path = after("  - path: "); owner = "root:root"; mode = "0644"; complete = 0; files++; next }
section == "write_files:" && /^    owner: / { owner = after("    owner: "); next }
section == "write_files:" && /^    permissions: / { mode = after("    permissions: "); next }
section == "write_files:" && /^    encoding: b64$/ { encoded = files; next }
section == "write_files:" && /^    content:( [A-Za-z0-9+\/=]*)?$/ {
    if (encoded != files) unknown()
    print substr($0, 14) > ("file." files)
    close("file." files)
    complete = 1
    next
}
section == "runcmd:" && /^  - \[[A-Za-z0-9._\/-]+\]$/ { print "run\t" substr($0, 6, length($0) - 6); next }
{ unknown() }
END { if (!failed) end_of_file_entry(); exit failed }
EOF
    put "$root" 755 /usr/lib/slipway/wait-for-network <<'EOF'
#!/bin/sh
# For the seed's commands: the network is there and the root file system has its full size.
/lib/systemd/systemd-networkd-wait-online --any --timeout=60
systemctl start slipway-grow-root.service
EOF
    put "$root" 755 /usr/lib/slipway/first-boot-cloud-init <<'EOF'
#!/usr/bin/python3
"""Runs cloud-init's stages in one process.

Debian 11 and 12 start Python once for each of cloud-init's four stages; loading it costs more than the work it does.
This does what cloud-init itself does since 24.3: one process, which tells systemd when name, password and keys are
set (sshd waits for that), and then goes on with the user's scripts.
"""
import os
import subprocess
import sys

# Only used to warn about odd user-data and to ask for a version, and slow to import.
sys.modules["jsonschema"] = None
sys.modules["pkg_resources"] = None
os.environ.setdefault("TZ", ":/etc/localtime")

from cloudinit import subp  # noqa: E402
from cloudinit.cmd import main as cloud  # noqa: E402

run = subp.subp


def subp_without_ssh_restart(args, *rest, **named):
    # sshd starts only after this process says so: a restart from here would wait for itself.
    words = list(args) if isinstance(args, (list, tuple)) else str(args).split()
    if words in (["service", "ssh", "restart"], ["systemctl", "restart", "ssh"]):
        return ("", "")
    return run(args, *rest, **named)


subp.subp = subp_without_ssh_restart


def stage(*words):
    try:
        cloud.main(["cloud-init", *words])
    except SystemExit:
        pass
    except Exception as failure:
        print("cloud-init %s: %r" % (" ".join(words), failure), file=sys.stderr)


os.makedirs("/run/cloud-init", exist_ok=True)
open("/run/cloud-init/enabled", "w").close()

stage("init", "--local")
# Without `dsmode: local` in the meta-data the first stage has only found the seed.
if not os.path.exists("/var/lib/cloud/instance/sem/config_set_passwords"):
    stage("init")
if not os.path.exists("/etc/ssh/ssh_host_ed25519_key"):
    subprocess.call(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "/etc/ssh/ssh_host_ed25519_key"])
subprocess.call(["systemd-notify", "--ready"])
subprocess.call(["/usr/lib/slipway/wait-for-network"])
stage("modules", "--mode=final")
EOF
    put "$root" 644 /etc/systemd/system/slipway-init.service <<'EOF'
[Unit]
Description=Name, password and keys from the seed
# As early as can be: the initrd has mounted the root writable and has the disks' drivers.
DefaultDependencies=no
Before=ssh.service shutdown.target
Conflicts=shutdown.target
ConditionPathExists=!/etc/cloud/cloud-init.disabled

[Service]
Type=notify
NotifyAccess=all
ExecStart=/usr/lib/slipway/first-boot
RemainAfterExit=yes
TimeoutStartSec=infinity
TasksMax=infinity
KillMode=process

[Install]
WantedBy=multi-user.target
EOF
    # Also on later boots, so that a server moved to a larger disk fills it after its next start.
    put "$root" 755 /usr/lib/slipway/grow-root <<'EOF'
#!/bin/sh
set -eu
node=$(mountpoint -d /)
part=$(readlink -f "/sys/dev/block/$node")
[ -e "$part/partition" ] || exit 0
disk=$(dirname "$part")
number=$(cat "$part/partition")
free=$(($(cat "$disk/size") - $(cat "$part/start") - $(cat "$part/size")))
[ "$free" -gt 8192 ] || exit 0
disk=/dev/$(basename "$disk")
part=/dev/$(basename "$part")
echo ', +' | sfdisk --quiet --no-reread --no-tell-kernel -N "$number" "$disk"
partx --update --nr "$number" "$disk"
resize2fs "$part"
EOF
    put "$root" 644 /etc/systemd/system/slipway-grow-root.service <<'EOF'
[Unit]
Description=Grow the root file system into its disk
# After sshd: nobody should wait for the login because of it.
After=ssh.service

[Service]
Type=oneshot
ExecStart=/usr/lib/slipway/grow-root
RemainAfterExit=yes

[Install]
WantedBy=multi-user.target
EOF
}

# Software baked in (--software) makes its secrets here, on each server anew.
write_software_runner() {
    local root=$1
    put "$root" 755 /usr/lib/slipway/software-first-boot <<'EOF'
#!/bin/sh
# Runs each baked software's first-boot.sh until it has succeeded once.
mkdir -p /var/lib/slipway/software
status=0
for script in /usr/lib/slipway/software/*/first-boot.sh; do
    [ -x "$script" ] || continue
    name=$(basename "$(dirname "$script")")
    done=/var/lib/slipway/software/$name.done
    [ -e "$done" ] && continue
    if "$script" > "/var/log/slipway-$name.log" 2>&1; then
        date -u +%Y-%m-%dT%H:%M:%SZ > "$done"
    else
        status=1
        tail -n 5 "/var/log/slipway-$name.log" >&2
    fi
done
exit $status
EOF
    put "$root" 644 /etc/systemd/system/slipway-software.service <<'EOF'
[Unit]
Description=First boot of the software that came with the image
ConditionDirectoryNotEmpty=/usr/lib/slipway/software
After=slipway-init.service slipway-grow-root.service network.target
[Service]
Type=oneshot
ExecStart=/usr/lib/slipway/software-first-boot
RemainAfterExit=yes
TimeoutStartSec=infinity

[Install]
WantedBy=multi-user.target
EOF
    mkdir -p "$root/usr/lib/slipway/software"
}

write_boot() {
    local root=$1 uuid=$2
    put "$root" 644 /etc/fstab <<EOF
UUID=$uuid / ext4 defaults,noatime,noinit_itable,errors=remount-ro 0 1
EOF
    # What update-grub in the server makes its menu from ...
    put "$root" 644 /etc/default/grub.d/slipway.cfg <<EOF
GRUB_DEFAULT=0
GRUB_TIMEOUT=0
GRUB_TIMEOUT_STYLE=hidden
GRUB_RECORDFAIL_TIMEOUT=0
GRUB_TERMINAL=console
GRUB_DISABLE_OS_PROBER=true
GRUB_DISABLE_RECOVERY=true
GRUB_CMDLINE_LINUX_DEFAULT=""
GRUB_CMDLINE_LINUX="$KERNEL_ARGS"
EOF
    # ... and the menu until then: a chroot has no disk for grub-probe to look at. The kernel package keeps both links.
    put "$root" 644 /boot/grub/grub.cfg <<EOF
set timeout=0
search --no-floppy --fs-uuid --set=root $uuid
menuentry 'Debian' {
    linux /vmlinuz root=UUID=$uuid $KERNEL_ARGS
    initrd /initrd.img
}
EOF
    local grub=/usr/lib/grub/i386-pc
    mkdir -p "$root/boot/grub/i386-pc"
    cp "$root$grub"/*.mod "$root$grub"/*.lst "$root$grub/boot.img" "$root/boot/grub/i386-pc/"
    # The core finds its files by the file system's UUID, so it does not matter which disk the BIOS calls the first.
    put "$root" 644 /boot/grub/i386-pc/load.cfg <<EOF
search.fs_uuid $uuid root
set prefix=(\$root)/boot/grub
EOF
    in_image "$root" grub-mkimage -O i386-pc -c /boot/grub/i386-pc/load.cfg -p /boot/grub -o /boot/grub/i386-pc/core.img \
        biosdisk part_msdos part_gpt ext2 linux normal configfile search search_fs_uuid search_label minicmd echo test
}

mask_units() {
    local root=$1 unit
    # networking: cloud-init depends on ifupdown in Debian 11, but systemd-networkd has the network here.
    # cloud-*: replaced by slipway-init.service. The rest is work no freshly made server has use for.
    for unit in systemd-networkd-wait-online.service ifupdown-wait-online.service networking.service ifup@.service \
        cloud-init.service cloud-init-local.service cloud-init-network.service cloud-init-main.service \
        cloud-config.service cloud-final.service cloud-init-hotplugd.service cloud-init-hotplugd.socket \
        apt-daily.timer apt-daily-upgrade.timer e2scrub_all.timer e2scrub_reap.service fstrim.timer man-db.timer dpkg-db-backup.timer \
        modprobe@.service kmod-static-nodes.service systemd-update-utmp.service systemd-update-utmp-runlevel.service \
        systemd-journal-flush.service systemd-pstore.service systemd-firstboot.service systemd-rfkill.service systemd-rfkill.socket \
        systemd-binfmt.service systemd-boot-system-token.service \
        proc-sys-fs-binfmt_misc.automount proc-sys-fs-binfmt_misc.mount dev-hugepages.mount dev-mqueue.mount \
        sys-kernel-debug.mount sys-kernel-tracing.mount sys-kernel-config.mount sys-fs-fuse-connections.mount; do
        ln -sf /dev/null "$root/etc/systemd/system/$unit"
    done
    # Generators run before anything else, one after the other.
    mkdir -p "$root/etc/systemd/system-generators"
    for unit in cloud-init-generator systemd-cryptsetup-generator systemd-veritysetup-generator systemd-integritysetup-generator \
        systemd-gpt-auto-generator systemd-hibernate-resume-generator systemd-rc-local-generator systemd-bless-boot-generator; do
        ln -sf /dev/null "$root/etc/systemd/system-generators/$unit"
    done
    login_first "$root"
    # The journal still reaches the disk, but not while somebody waits for the login.
    put "$root" 644 /etc/systemd/system/slipway-journal-flush.service <<'EOF'
[Unit]
Description=Keep the journal on disk
After=ssh.service slipway-grow-root.service

[Service]
Type=oneshot
ExecStart=/bin/journalctl --flush
RemainAfterExit=yes

[Install]
WantedBy=multi-user.target
EOF
}

# After the initrd's settings, so that it is made once.
install_kernel() {
    local root=$1 kernel
    in_image "$root" apt-get -q -y install linux-image-cloud-amd64 && return
    # Mirrors of a suite in its last years sometimes lack the small package that only points at the newest kernel.
    kernel=$(in_image "$root" apt-cache --names-only search '^linux-image-[0-9.]+-[0-9]+-cloud-amd64$' | cut -d' ' -f1 | sort -V | tail -n 1)
    [ -n "$kernel" ] || die "no cloud kernel to be had"
    echo "linux-image-cloud-amd64 is not to be had, taking $kernel (it is not followed by newer ones on its own)"
    in_image "$root" apt-get -q -y install "$kernel"
}

# What the first login does not need is started after sshd: two emulated processors are soon busy.
login_first() {
    local root=$1 unit
    # Debian's unit waits for the network to be set up. sshd listens on every address, so it need not.
    sed 's/^After=.*/After=slipway-init.service/' "$root/lib/systemd/system/ssh.service" > "$root/etc/systemd/system/ssh.service"
    rm -f "$root/etc/systemd/system/sshd.service" "$root/etc/systemd/system/multi-user.target.wants/ssh.service"
    # The name service is started before nearly everything since Debian 12; behind sshd that would be a circle, and systemd
    # would leave out one of the two.
    [ ! -e "$root/lib/systemd/system/systemd-resolved.service" ] ||
        sed -E '/^Before=/s/ ?sysinit\.target//' "$root/lib/systemd/system/systemd-resolved.service" > "$root/etc/systemd/system/systemd-resolved.service"
    for unit in systemd-logind systemd-resolved systemd-user-sessions qemu-guest-agent getty@ serial-getty@; do
        printf '[Unit]\nAfter=ssh.service\n' | put "$root" 644 "/etc/systemd/system/$unit.service.d/slipway.conf"
    done
    # udev asks each of some 240 devices for a driver; these few are all that a server waits for ...
    put "$root" 644 /etc/systemd/system/systemd-udev-trigger.service.d/slipway.conf <<'EOF'
[Service]
ExecStart=
ExecStart=-/bin/udevadm trigger --action=add --subsystem-match=block --subsystem-match=net --subsystem-match=virtio
ExecStart=-/bin/udevadm trigger --action=add --sysname-match=ttyS0
EOF
    # ... and the rest has its turn when the login works.
    put "$root" 644 /etc/systemd/system/slipway-coldplug.service <<'EOF'
[Unit]
Description=Coldplug the other devices
After=ssh.service slipway-grow-root.service

[Service]
Type=oneshot
ExecStart=/bin/udevadm trigger --type=subsystems --action=add
ExecStart=/bin/udevadm trigger --type=devices --action=add --subsystem-nomatch=block --subsystem-nomatch=net --subsystem-nomatch=virtio --subsystem-nomatch=tty
RemainAfterExit=yes

[Install]
WantedBy=multi-user.target
EOF
}

# systemd-resolved's package makes this a link to a file that only exists at run time; apt needs names now.
give_names() {
    rm -f "$1/etc/resolv.conf"
    cat /etc/resolv.conf > "$1/etc/resolv.conf"
}

inside_prepare() {
    local root=$1 suite=$2
    write_apt "$root" "$suite"
    write_initramfs "$root"
    write_network "$root"
    write_ssh "$root"
    write_cloud_init "$root"
    write_software_runner "$root"
    give_names "$root"
    [ -x "$root/usr/sbin/policy-rc.d" ] || die "no policy-rc.d in the image: services would be started"
    install_kernel "$root"
}

inside_software() {
    local root=$1 name=$2 place
    place=/usr/lib/slipway/software/$name
    chmod -R u=rwX,go=rX "$root$place"
    chmod 755 "$root$place/install.sh"
    [ ! -e "$root$place/first-boot.sh" ] || chmod 755 "$root$place/first-boot.sh"
    give_names "$root"
    [ -x "$root/usr/sbin/policy-rc.d" ] || die "no policy-rc.d in the image: services would be started"
    in_image "$root" apt-get -q -o Acquire::Retries=3 update
    in_image "$root" "$place/install.sh"
}

inside_finish() {
    local root=$1 uuid=$2 unit circle
    write_boot "$root" "$uuid"
    in_image "$root" update-initramfs -u -k all
    mask_units "$root"
    for unit in ssh systemd-networkd systemd-resolved slipway-init slipway-grow-root slipway-software slipway-journal-flush slipway-coldplug; do
        in_image "$root" systemctl --quiet enable "$unit.service"
    done
    # systemd gets out of a circle by leaving out a unit, a different one from boot to boot; it may be sshd.
    circle=$(in_image "$root" systemd-analyze verify --man=no default.target 2>&1 | grep -i 'ordering cycle' || true)
    [ -z "$circle" ] || die "units wait for each other: $circle"
    # Nothing that identifies a machine may be shared by two servers.
    rm -f "$root"/etc/ssh/ssh_host_* "$root/var/lib/systemd/random-seed" "$root/var/lib/dbus/machine-id"
    : > "$root/etc/machine-id"
    ln -sf /run/systemd/resolve/stub-resolv.conf "$root/etc/resolv.conf"
    rm -rf "$root"/var/lib/cloud/* "$root"/var/log/journal/* "$root"/var/tmp/*
    # mmdebstrap cleans up the packages' lists after this, and has its settings for that here: without them it would clean up
    # those of the box that builds.
    find "$root/tmp" -mindepth 1 -maxdepth 1 ! -name 'mmdebstrap.*' -exec rm -rf {} +
    find "$root/var/log" -type f -exec truncate -s 0 {} +
    passwd_field=$(sed -n 's/^root:\([^:]*\):.*/\1/p' "$root/etc/shadow")
    case $passwd_field in '*' | '!'*) ;; *) die "root is not locked in the image" ;; esac
    # Otherwise the first boot takes /etc and /var for changed since the last start and rebuilds several caches.
    touch "$root/etc/.updated" "$root/var/.updated"
}

if [ "${1:-}" = --inside ]; then
    phase=$2
    shift 2
    "inside_$phase" "$@"
    exit
fi

# ---------------------------------------------------------------------------------------------------------------------
# The build
# ---------------------------------------------------------------------------------------------------------------------

suite='' out='' software='' cache='' compress='' force=''
while [ $# -gt 0 ]; do
    case $1 in
        --suite | --out | --software | --cache)
            [ $# -ge 2 ] || misuse "$1 needs a value"
            declare "${1#--}=$2"
            shift 2
            ;;
        --compress) compress=yes; shift ;;
        --force) force=yes; shift ;;
        -h | --help) usage; exit 0 ;;
        *) misuse "unknown argument: $1" ;;
    esac
done
case $suite in bullseye | bookworm | trixie) ;; '') misuse "--suite is missing" ;; *) misuse "unknown suite: $suite" ;; esac
[ -n "$out" ] || misuse "--out is missing"
if [ -n "$software" ]; then
    software=${software%/}
    [ -f "$software/install.sh" ] || misuse "no install.sh in $software"
    software=$(cd "$software" && pwd)
    software_name=$(basename "$software")
fi

# need COMMAND PACKAGE ... - all of them at once, so that one apt-get call mends it.
need() {
    local missing=()
    while [ $# -gt 0 ]; do
        PATH=$PATH:/usr/sbin:/sbin command -v "$1" > /dev/null || missing+=("$2")
        shift 2
    done
    [ ${#missing[@]} -eq 0 ] && return
    printf 'build-debian: missing tools. Install them with: apt-get install %s\n' "$(printf '%s\n' "${missing[@]}" | sort -u | xargs)" >&2
    exit 3
}
need mmdebstrap mmdebstrap zstd zstd qemu-img qemu-utils mkfs.ext4 e2fsprogs flock util-linux tar tar sha256sum coreutils
PATH=$PATH:/usr/sbin:/sbin
[ -f /usr/share/keyrings/debian-archive-keyring.gpg ] || need no-such-command debian-archive-keyring
if [ "$(id -u)" -eq 0 ]; then
    mode=root
    as_root() { "$@"; }
else
    need newuidmap uidmap
    mode=unshare
    [ "$(cat /etc/subuid /etc/subgid 2> /dev/null | grep -c "^$(id -un):")" -ge 2 ] ||
        die "run as root, or give $(id -un) a range in /etc/subuid and /etc/subgid (usermod --add-subuids 100000-165535 --add-subgids 100000-165535)"
    unshare --user --map-auto --map-root-user true 2> /dev/null ||
        die "user namespaces do not work here (kernel.unprivileged_userns_clone, AppArmor); run as root"
    as_root() { unshare --map-auto --map-root-user "$@"; }
fi

self=$(readlink -f "$0")
mkdir -p "$(dirname "$out")"
out=$(cd "$(dirname "$out")" && pwd)/$(basename "$out")
fingerprint=$(
    {
        sha256sum < "$self"
        echo "suite=$suite compress=$compress software=${software_name:-}"
        # check.sh and the descriptions stay outside of the image.
        [ -z "$software" ] || (cd "$software" && find . -type f ! -name '*.yaml' ! -name '*.md' ! -name check.sh -print0 | LC_ALL=C sort -z | xargs -0 sha256sum)
    } | sha256sum | cut -d' ' -f1
)

exec 9> "$out.lock"
if ! flock -n 9; then
    say "another build of $out is running, waiting for it"
    flock 9
fi
if [ -z "$force" ] && [ -f "$out" ] && [ "$(cat "$out.recipe" 2> /dev/null)" = "$fingerprint" ]; then
    say "$out is up to date"
    rm -f "$out.lock"
    exit 0
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/slipway-image.XXXXXX")
cleanup() {
    # Files made in the user namespace belong to others outside of it.
    as_root rm -rf "$work/root" 2> /dev/null || true
    # Who waits for the lock gets the removed file's, which does no harm: the image comes by renaming.
    rm -rf "$work" "$out.tmp.$$" "$out.lock"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
chmod 755 "$work"

packages=systemd,systemd-sysv,udev,dbus,kmod,libpam-modules,procps,iproute2,iputils-ping,netbase,ca-certificates,curl,wget,less,nano,sudo
packages+=,initramfs-tools,zstd,grub-pc-bin,grub2-common,e2fsprogs,fdisk
packages+=,cloud-init,cloud-guest-utils,openssh-server,qemu-guest-agent,tzdata
[ "$suite" = bullseye ] || packages+=,systemd-resolved
# The zones under their old names, which Debian keeps apart since trixie.
[ "$suite" != trixie ] || packages+=,tzdata-legacy

# The hook's text is a shell line of its own; the paths in it are quoted for that shell.
# shellcheck disable=SC2016
hook() { printf '%q ' bash "$self" --inside "$1" && printf '"$1"' && shift && printf ' %q' "$@"; }
# shellcheck disable=SC2016  # "$1" is the hook's
keep_packages=(--customize-hook='rm -rf "$1/var/cache/apt/archives/partial" "$1/var/cache/apt/archives/lock"')
# kept_packages FOLDER - arguments that bring a folder of the cache into the image for as long as it is made.
# shellcheck disable=SC2016
kept_packages() { printf '%s\n' --setup-hook='mkdir -p "$1/var/cache/apt/archives"' "--setup-hook=sync-in $1 /var/cache/apt/archives"; }

strap() {
    TMPDIR=$work mmdebstrap --verbose --mode="$mode" --format=tar --architectures=amd64 "$@" > "$work/log" 2>&1 ||
        { tail -n 40 "$work/log" >&2; die "mmdebstrap failed (its last lines are above)"; }
}

# The system without software: the same for every image of a suite.
make_base() {
    local kept=()
    if [ -n "$cache" ]; then
        mkdir -p "$cache/$suite"
        mapfile -t kept < <(kept_packages "$cache/$suite")
        kept+=(--skip=essential/unlink)
        keep=("${keep_packages[@]}" --customize-hook="sync-out /var/cache/apt/archives $cache/$suite")
    fi
    say "building $suite from $MIRROR (mode $mode)"
    strap --variant=minbase --aptopt='APT::Install-Recommends "false"' --aptopt='Acquire::Languages "none"' --aptopt='Acquire::Retries "3"' \
        --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
        --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
        --dpkgopt=force-unsafe-io --include="$packages" "${kept[@]}" --customize-hook="$(hook prepare "$suite")" "${keep[@]}" \
        "$suite" "$work/base.tar" \
        "deb $MIRROR $suite main" "deb $MIRROR $suite-updates main" "deb $SECURITY_MIRROR $suite-security main"
}

keep=()
if [ -n "$cache" ]; then
    mkdir -p "$cache"
    cache=$(cd "$cache" && pwd)
    base=$cache/system-$suite-$({ sha256sum < "$self"; echo "$suite"; } | sha256sum | cut -c1-16).tar.zst
    # Two images of one suite at the same time: the second waits for the first one's system.
    exec 8> "$cache/system-$suite.lock"
    flock 8
    if [ -n "$(find "$base" -mtime -1 2> /dev/null)" ]; then
        zstd -q -d "$base" -o "$work/base.tar"
        say "starting from the $suite made at $(date -u -r "$base" '+%Y-%m-%d %H:%M')"
    else
        make_base
        rm -f "$cache/system-$suite"-*.tar.zst
        zstd -q -1 -T2 "$work/base.tar" -o "$base.$$"
        mv "$base.$$" "$base"
    fi
    exec 8>&-
else
    make_base
fi
chmod 644 "$work/base.tar"

uuid=$(cat /proc/sys/kernel/random/uuid)
# No package is installed from outside here: the hooks do it all in the system that is unpacked first.
# shellcheck disable=SC2016
arguments=(--variant=custom --skip=update --setup-hook="tar -C \"\$1\" --numeric-owner --xattrs --exclude='./dev/*' -xpf $(printf %q "$work/base.tar")")
if [ -n "$software" ]; then
    if [ -n "$cache" ]; then
        mkdir -p "$cache/$suite+$software_name"
        mapfile -t -O "${#arguments[@]}" arguments < <(kept_packages "$cache/$suite+$software_name")
    fi
    # shellcheck disable=SC2016
    arguments+=(--customize-hook='mkdir -p "$1/usr/lib/slipway/software"'
        --customize-hook="copy-in $software /usr/lib/slipway/software"
        --customize-hook="$(hook software "$software_name")")
    [ -z "$cache" ] || arguments+=("${keep_packages[@]}" --customize-hook="sync-out /var/cache/apt/archives $cache/$suite+$software_name")
fi
arguments+=(--customize-hook="$(hook finish "$uuid")")
[ -z "$software" ] || say "adding $software_name"
strap "${arguments[@]}" "$suite" "$work/root.tar" "deb $MIRROR $suite main"
rm -f "$work/base.tar"
say "packages installed: $(($(stat -c %s "$work/root.tar") / 1048576)) MiB"

# Room for what a server writes before it has grown into its disk; holes cost nothing.
megabytes=$(($(stat -c %s "$work/root.tar") * 14 / 10 / 1048576 + 256))
[ "$megabytes" -ge 2047 ] || megabytes=2047
# -T default and a big block: by its size alone the file system would be taken for a small one and could not grow well.
# shellcheck disable=SC2016
as_root sh -euc '
    mkdir "$1/root"
    tar -C "$1/root" --numeric-owner --xattrs --exclude="./dev/*" -xpf "$1/root.tar"
    rm "$1/root.tar"
    cp "$1/root/boot/grub/i386-pc/core.img" "$1/root/boot/grub/i386-pc/boot.img" "$1/"
    mkfs.ext4 -q -F -T default -b 4096 -i 32768 -m 1 -E lazy_itable_init=1 -L root -U "$2" -d "$1/root" "$1/part.ext4" "$3M"
    rm -rf "$1/root"
' sh "$work" "$uuid" "$megabytes"
say "file system made: $megabytes MiB"
little_endian() {
    # shellcheck disable=SC2059  # the format is the point: printf makes bytes of the octal escapes
    printf "$(printf '\\%03o\\%03o\\%03o\\%03o' $(($1 & 255)) $(($1 >> 8 & 255)) $(($1 >> 16 & 255)) $(($1 >> 24 & 255)))"
}

# Boot sector, GRUB's core in the gap before the first partition, the file system from the first MiB on.
truncate -s "$((megabytes + 1))M" "$work/disk.raw"
[ "$(stat -c %s "$work/core.img")" -lt $((2047 * 512)) ] || die "GRUB's core does not fit before the partition"
dd if="$work/boot.img" of="$work/disk.raw" bs=440 count=1 conv=notrunc status=none
# One entry of the partition table, by hand: active, type Linux, from sector 2048 to the end. Before it a disk id.
{
    head -c 4 /dev/urandom
    printf '\0\0\x80\xfe\xff\xff\x83\xfe\xff\xff\x00\x08\x00\x00'
    little_endian $((megabytes * 2048))
    head -c 48 /dev/zero
    printf '\x55\xaa'
} | dd of="$work/disk.raw" bs=1 seek=440 conv=notrunc status=none
dd if="$work/core.img" of="$work/disk.raw" bs=512 seek=1 conv=notrunc status=none
dd if="$work/part.ext4" of="$work/disk.raw" bs=1M seek=1 conv=notrunc,sparse status=none
rm "$work/part.ext4"
qemu-img convert -q -f raw -O qcow2 ${compress:+-c -o compression_type=zstd} "$work/disk.raw" "$out.tmp.$$"

# The old recipe goes first: should this stop half-way, the next run builds again and does not trust a mixed pair.
rm -f "$out.recipe"
mv "$out.tmp.$$" "$out"
printf '%s\n' "$fingerprint" > "$out.recipe"
say "$out: $(($(stat -c %s "$out") / 1048576)) MiB"
