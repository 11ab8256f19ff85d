#!/bin/bash
# Installs the MariaDB server from the system's packages, reachable from outside with a password only.
# Repeatable. While an image is baked (SLIPWAY_BAKE=1) no service runs, and what is secret waits for first-boot.sh,
# which the image runs once on each server; on a running server it is called at the end of this script.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
here=$(cd "$(dirname "$0")" && pwd)
baking=${SLIPWAY_BAKE:-0}

# shellcheck source=/dev/null
[ ! -r /etc/os-release ] || . /etc/os-release
case "${ID:-} ${VERSION_ID:-}" in
    'debian 11' | 'debian 12' | 'debian 13' | 'ubuntu 22.04' | 'ubuntu 24.04') ;;
    *) echo "mariadb: only made for Debian 11 to 13 and Ubuntu 22.04 and 24.04, this is ${PRETTY_NAME:-unknown}" >&2; exit 1 ;;
esac

# Before the server is installed: its package makes the data directory, with log files of this size.
install -D -m 644 "$here/mariadb.cnf" /etc/mysql/mariadb.conf.d/90-slipway.cnf
install -D -m 644 "$here/dropin.conf" /etc/systemd/system/mariadb.service.d/slipway.conf
install -D -m 644 "$here/late-checks.service" /etc/systemd/system/slipway-mariadb-checks.service

[ "$baking" = 1 ] || apt-get -q update
apt-get -q -y --no-install-recommends install mariadb-server openssl
systemctl --quiet enable mariadb.service slipway-mariadb-checks.service

if [ "$baking" != 1 ]; then
    systemctl daemon-reload
    exec bash "$here/first-boot.sh"
fi
