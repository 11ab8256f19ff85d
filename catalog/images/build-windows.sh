#!/bin/bash
# Installs Windows Server unattended in QEMU and makes an image of it. See --help. Not tried with a real medium yet.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

usage() {
    cat <<'EOF'
Usage: build-windows.sh --iso FILE --edition NAME --drivers DIR --virtio FILE --cloudbase-init FILE --out FILE.qcow2 [options]

Installs Windows Server from your own licensed medium, with virtio drivers and cloudbase-init, which takes name and settings
from a NoCloud seed. NOT TRIED WITH A REAL MEDIUM YET: watch the first build with --vnc, and the first server made of it.

  --iso FILE              the installation medium. Compare its SHA-256 before: slipwayd images build does
  --edition NAME          image in its install.wim, such as "Windows Server 2022 SERVERSTANDARD"
  --drivers DIR           folder of this Windows on the virtio disc: 2k19, 2k22
  --virtio FILE           virtio-win.iso of the Fedora project
  --cloudbase-init FILE   CloudbaseInitSetup_x64.msi
  --out FILE              the image to write
  --product-key-file FILE holds the product key, where the medium needs one
  --disk GB               size of the image's disk, default 30
  --memory MB             memory of the machine that installs, default 4096
  --hours N               give up after so long, default 4; without KVM it takes many hours
  --accelerator NAME      kvm or tcg; without it kvm where /dev/kvm can be opened
  --vnc DISPLAY           watch it: 127.0.0.1:1 is port 5901 of this box
  --help                  this text

Exit codes: 0 built, 1 failed, 2 wrong usage, 3 tools missing.
EOF
}

say() { printf '[%5ds] %s\n' "$SECONDS" "$*"; }
die() { printf 'build-windows: %s\n' "$*" >&2; exit 1; }
misuse() { printf 'build-windows: %s\nTry build-windows.sh --help\n' "$*" >&2; exit 2; }

iso='' edition='' drivers='' virtio='' cloudbase_init='' out='' product_key_file='' disk=30 memory=4096 hours=4 vnc=none accelerator=''
while [ $# -gt 0 ]; do
    case $1 in
        --iso | --edition | --drivers | --virtio | --cloudbase-init | --out | --product-key-file | --disk | --memory | --hours | --accelerator | --vnc)
            [ $# -ge 2 ] || misuse "$1 needs a value"
            name=${1#--}
            declare "${name//-/_}=$2"
            shift 2
            ;;
        -h | --help) usage; exit 0 ;;
        *) misuse "unknown argument: $1" ;;
    esac
done
for name in iso edition drivers virtio cloudbase_init out; do
    [ -n "${!name}" ] || misuse "--${name//_/-} is missing"
done
for file in "$iso" "$virtio" "$cloudbase_init" ${product_key_file:+"$product_key_file"}; do
    [ -f "$file" ] || die "there is no file $file"
done
for name in disk memory hours; do
    [[ ${!name} =~ ^[1-9][0-9]*$ ]] || misuse "--$name takes a whole number"
done
[[ $edition =~ ^[A-Za-z0-9\ ]+$ ]] || misuse "--edition takes letters, digits and spaces"
[[ $drivers =~ ^[A-Za-z0-9.]+$ ]] || misuse "--drivers takes the name of a folder, such as 2k22"
case $accelerator in '' | kvm | tcg) ;; *) misuse "--accelerator is kvm or tcg" ;; esac
missing=()
for pair in qemu-system-x86_64:qemu-system-x86 qemu-img:qemu-utils xorriso:xorriso; do
    command -v "${pair%%:*}" > /dev/null || missing+=("${pair#*:}")
done
[ ${#missing[@]} -eq 0 ] || { echo "build-windows: missing tools. Install them with: apt-get install ${missing[*]}" >&2; exit 3; }

# The administrator's password of the build lies in it: for nobody else's eyes.
umask 077
mkdir -p "$(dirname "$out")"
work=$(mktemp -d "$(cd "$(dirname "$out")" && pwd)/.windows.XXXXXX")
qemu=
cleanup() {
    [ -z "$qemu" ] || kill "$qemu" 2> /dev/null || true
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

say "the disc with the answers"
mkdir -p "$work/disc/drivers" "$work/disc/\$WinPEDriver\$"
for driver in viostor vioscsi NetKVM; do
    xorriso -osirrox on -indev "$virtio" -extract "/$driver/$drivers/amd64" "$work/disc/drivers/$driver" > "$work/xorriso" 2>&1 ||
        die "the virtio disc has no /$driver/$drivers/amd64: $(tail -n 1 "$work/xorriso")"
done
chmod -R u+w "$work/disc"
# The installation loads what lies in this folder by itself, whatever letter the disc has: without it there is no disk.
cp -r "$work/disc/drivers/." "$work/disc/\$WinPEDriver\$/"
cp "$cloudbase_init" "$work/disc/cloudbase-init.msi"
cp "$here/windows/finish.ps1" "$here/windows/cloudbase-init.conf" "$here/windows/cloudbase-init-unattend.conf" "$work/disc/"

# Windows asks for capitals, small letters and digits.
password=Aa1$(od -An -N 24 -tx1 /dev/urandom | tr -d ' \n')
key=
if [ -n "$product_key_file" ]; then
    read -r key < "$product_key_file" || [ -n "$key" ] || die "$product_key_file is empty"
    [[ $key =~ ^([A-Z0-9]{5}-){4}[A-Z0-9]{5}$ ]] || die "$product_key_file does not hold a product key"
    key="<Key>$key</Key>"
fi
answers=$(< "$here/windows/autounattend.xml")
answers=${answers//@EDITION@/$edition}
answers=${answers//@PASSWORD@/$password}
answers=${answers//@PRODUCT_KEY@/$key}
printf '%s\n' "$answers" > "$work/disc/autounattend.xml"
xorriso -as mkisofs -quiet -J -R -V SLIPWAY -o "$work/answers.iso" "$work/disc" > "$work/xorriso" 2>&1 || die "$(tail -n 1 "$work/xorriso")"
rm -rf "$work/disc"

if [ -z "$accelerator" ]; then
    accelerator=tcg
    if [ -r /dev/kvm ] && [ -w /dev/kvm ]; then accelerator=kvm; fi
fi
qemu-img create -q -f qcow2 "$work/disk.qcow2" "${disk}G"
: > "$work/serial"
say "installing $edition with $accelerator, ${memory} MB"
# First the disk, which cannot be booted at the beginning, then the medium. The network has no way out: nothing is fetched.
cpu=max
[ $accelerator = tcg ] || cpu=host
qemu-system-x86_64 -nodefaults -machine pc -accel "$accelerator" -cpu "$cpu" -smp 2 -m "$memory" -rtc base=utc -vga std -display none -vnc "$vnc" \
    -drive "file=$work/disk.qcow2,format=qcow2,if=virtio,cache=unsafe,discard=unmap" \
    -drive "file=$iso,format=raw,media=cdrom,readonly=on,index=0,if=ide" -drive "file=$work/answers.iso,format=raw,media=cdrom,readonly=on,index=1,if=ide" \
    -netdev user,id=net0,restrict=on -device virtio-net-pci,netdev=net0 -usb -device usb-tablet \
    -serial "file:$work/serial" -boot order=cd 2> "$work/qemu" &
qemu=$!
told=0
while kill -0 "$qemu" 2> /dev/null; do
    [ "$SECONDS" -lt $((hours * 3600)) ] || die "not done after $hours hours; its last words: $(tail -n 1 "$work/serial")"
    # A line is told once; the serial port has carriage returns.
    lines=$(grep -ac '^slipway: ' "$work/serial" || true)
    if [ "$lines" -gt "$told" ]; then
        grep -a '^slipway: ' "$work/serial" | tail -n "+$((told + 1))" | tr -d '\r' | while read -r line; do say "${line#slipway: }"; done
        told=$lines
    fi
    sleep 2
done
wait "$qemu" || die "QEMU: $(tail -n 1 "$work/qemu") (does --accelerator tcg help?)"
qemu=
tr -d '\r' < "$work/serial" | grep -aqx 'slipway: ready' || die "the installation ended before it was done: $(grep -a '^slipway: ' "$work/serial" | tail -n 1 | tr -d '\r')"

say "making the image"
umask 022
qemu-img convert -q -f qcow2 -O qcow2 "$work/disk.qcow2" "$out.tmp.$$"
mv "$out.tmp.$$" "$out"
say "$out: $(($(stat -c %s "$out") / 1048576)) MiB"
