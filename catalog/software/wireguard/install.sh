#!/bin/bash
# Installs WireGuard from the system's packages. The kernel has it already; these are the tools and what the tunnel needs.
# Repeatable. While an image is baked (SLIPWAY_BAKE=1) no service runs, and what is secret waits for first-boot.sh,
# which the image runs once on each server; on a running server it is called at the end of this script.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
baking=${SLIPWAY_BAKE:-0}

# shellcheck source=/dev/null
[ ! -r /etc/os-release ] || . /etc/os-release
case "${ID:-} ${VERSION_ID:-}" in
    'debian 11' | 'debian 12' | 'debian 13' | 'ubuntu 22.04' | 'ubuntu 24.04')
        export DEBIAN_FRONTEND=noninteractive
        [ "$baking" = 1 ] || apt-get -q update
        apt-get -q -y --no-install-recommends install wireguard-tools nftables qrencode iproute2
        ;;
    'rocky 9'* | 'almalinux 9'* | 'centos 9'*)
        dnf -q -y install wireguard-tools nftables iproute
        # Only in EPEL, and only a convenience.
        dnf -q -y install qrencode || true
        ;;
    *)
        echo "wireguard: only made for Debian 11 to 13, Ubuntu 22.04 and 24.04, Rocky Linux, AlmaLinux and CentOS Stream 9; this is ${PRETTY_NAME:-unknown}" >&2
        exit 1
        ;;
esac

# The clients' packets go out under this server's address.
cat > /etc/sysctl.d/60-slipway-wireguard.conf <<'CONF'
net.ipv4.ip_forward = 1
CONF
install -d -m 700 /etc/wireguard
cat > /etc/wireguard/nat.nft <<'NFT'
table inet slipway_wireguard
delete table inet slipway_wireguard
table inet slipway_wireguard {
    chain postrouting {
        type nat hook postrouting priority 100;
        iifname "wg0" oifname != "wg0" masquerade
    }
}
NFT
install -d /etc/systemd/system/wg-quick@wg0.service.d
cat > /etc/systemd/system/wg-quick@wg0.service.d/slipway.conf <<'UNIT'
[Unit]
ConditionPathExists=/etc/wireguard/wg0.conf
UNIT
systemctl --quiet enable wg-quick@wg0.service

if [ "$baking" != 1 ]; then
    systemctl daemon-reload
    exec bash "$here/first-boot.sh"
fi
