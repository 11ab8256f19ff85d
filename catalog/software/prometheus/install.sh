#!/bin/bash
# Installs Prometheus and the exporter of this server's own figures from the system's packages, behind a password.
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
    *) echo "prometheus: only made for Debian 11 to 13 and Ubuntu 22.04 and 24.04, this is ${PRETTY_NAME:-unknown}" >&2; exit 1 ;;
esac

# After the login, and Prometheus once it has its password.
for unit in prometheus prometheus-node-exporter; do
    install -d "/etc/systemd/system/$unit.service.d"
    printf '[Unit]\nAfter=ssh.service\n' > "/etc/systemd/system/$unit.service.d/slipway.conf"
done
echo 'ConditionPathExists=/etc/prometheus/web.yml' >> /etc/systemd/system/prometheus.service.d/slipway.conf

[ "$baking" = 1 ] || apt-get -q update
# whois brings mkpasswd, which makes the hash that Prometheus reads.
apt-get -q -y --no-install-recommends -o Dpkg::Options::=--force-confold install prometheus prometheus-node-exporter whois

# Once: what the customer writes there later stays.
if ! grep -q slipway-password /etc/prometheus/prometheus.yml && [ ! -e /etc/prometheus/web.yml ]; then
    install -m 644 "$here/prometheus.yml" /etc/prometheus/prometheus.yml
fi
cat > /etc/default/prometheus <<'CONF'
ARGS="--web.config.file=/etc/prometheus/web.yml --storage.tsdb.retention.time=30d --storage.tsdb.retention.size=8GB"
CONF
# Only Prometheus has to reach it.
cat > /etc/default/prometheus-node-exporter <<'CONF'
ARGS="--web.listen-address=127.0.0.1:9100"
CONF
systemctl --quiet enable prometheus.service prometheus-node-exporter.service

if [ "$baking" != 1 ]; then
    systemctl daemon-reload
    systemctl restart prometheus-node-exporter.service
    exec bash "$here/first-boot.sh"
fi
