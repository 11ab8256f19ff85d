#!/bin/bash
# Installs Redis from the system's packages, reachable from outside with a password only.
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
    *) echo "redis: only made for Debian 11 to 13 and Ubuntu 22.04 and 24.04, this is ${PRETTY_NAME:-unknown}" >&2; exit 1 ;;
esac

# It starts once it has its password, and after the login.
install -d /etc/systemd/system/redis-server.service.d
cat > /etc/systemd/system/redis-server.service.d/slipway.conf <<'UNIT'
[Unit]
After=ssh.service
ConditionPathExists=/etc/redis/slipway.conf
UNIT
# Saving forks the process; without this the fork is refused when Redis holds half of the memory.
echo 'vm.overcommit_memory = 1' > /etc/sysctl.d/60-slipway-redis.conf

[ "$baking" = 1 ] || apt-get -q update
apt-get -q -y --no-install-recommends install redis-server
# The last word in the file wins.
grep -q '^include /etc/redis/slipway.conf' /etc/redis/redis.conf || echo 'include /etc/redis/slipway.conf' >> /etc/redis/redis.conf
systemctl --quiet enable redis-server.service

if [ "$baking" != 1 ]; then
    systemctl daemon-reload
    exec bash "$here/first-boot.sh"
fi
