#!/bin/bash
# Installs the Docker engine and its client from the system's own packages. No image of a container comes with it.
# Repeatable. While an image is baked (SLIPWAY_BAKE=1) no service runs.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
here=$(cd "$(dirname "$0")" && pwd)
baking=${SLIPWAY_BAKE:-0}

# shellcheck source=/dev/null
[ ! -r /etc/os-release ] || . /etc/os-release
case "${ID:-} ${VERSION_ID:-}" in
    'debian 11' | 'debian 12' | 'debian 13' | 'ubuntu 22.04' | 'ubuntu 24.04') ;;
    *) echo "docker: only made for Debian 11 to 13 and Ubuntu 22.04 and 24.04, this is ${PRETTY_NAME:-unknown}" >&2; exit 1 ;;
esac

# The containers' output would fill the disk one day.
install -d /etc/docker
[ -e /etc/docker/daemon.json ] || cat > /etc/docker/daemon.json <<'JSON'
{
  "log-driver": "json-file",
  "log-opts": {"max-size": "10m", "max-file": "3"}
}
JSON
for unit in docker containerd; do
    install -d "/etc/systemd/system/$unit.service.d"
    printf '[Unit]\nAfter=ssh.service\n' > "/etc/systemd/system/$unit.service.d/slipway.conf"
done

[ "$baking" = 1 ] || apt-get -q update
packages=(docker.io iptables ca-certificates)
# Since Debian 13 the client is a package of its own.
[ -z "$(apt-cache --names-only search '^docker-cli$')" ] || packages+=(docker-cli)
apt-get -q -y --no-install-recommends install "${packages[@]}"
systemctl --quiet enable docker.service containerd.service

if [ "$baking" != 1 ]; then
    systemctl daemon-reload
    exec bash "$here/first-boot.sh"
fi
