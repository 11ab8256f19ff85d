#!/bin/bash
# Installs Grafana from its vendor's repository. Repeatable; ends by doing what first-boot.sh does.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
fingerprint=B53AE77BADB630A683046005963FA27710458545

# pinned_key URL FINGERPRINT FILE - the vendor's key with this fingerprint and no other that may be in the download.
pinned_key() {
    local home
    home=$(mktemp -d)
    curl -fsSL --retry 3 --proto =https "$1" | gpg --homedir "$home" --batch --quiet --import
    mkdir -p "$(dirname "$3")"
    gpg --homedir "$home" --batch --quiet --yes ${4:+--armor} --output "$3.new" --export "$2" || true
    rm -rf "$home"
    [ -s "$3.new" ] || { echo "$1 has no key with the fingerprint $2" >&2; exit 1; }
    chmod 644 "$3.new"
    mv "$3.new" "$3"
}

# shellcheck source=/dev/null
[ ! -r /etc/os-release ] || . /etc/os-release
case "${ID:-} ${VERSION_ID:-}" in
    'debian 11' | 'debian 12' | 'debian 13' | 'ubuntu 22.04' | 'ubuntu 24.04')
        export DEBIAN_FRONTEND=noninteractive
        apt-get -q update
        apt-get -q -y --no-install-recommends install ca-certificates curl gpg
        pinned_key https://apt.grafana.com/gpg.key $fingerprint /etc/apt/keyrings/grafana.gpg
        echo 'deb [signed-by=/etc/apt/keyrings/grafana.gpg] https://apt.grafana.com stable main' > /etc/apt/sources.list.d/grafana.list
        apt-get -q update
        apt-get -q -y --no-install-recommends install grafana
        ;;
    'rocky 8'* | 'rocky 9'* | 'almalinux 9'* | 'centos 9'*)
        key=/etc/pki/rpm-gpg/RPM-GPG-KEY-grafana
        pinned_key https://rpm.grafana.com/gpg.key $fingerprint $key armor
        cat > /etc/yum.repos.d/grafana.repo <<REPO
[grafana]
name=Grafana
baseurl=https://rpm.grafana.com
enabled=1
repo_gpgcheck=1
gpgcheck=1
gpgkey=file://$key
sslverify=1
REPO
        dnf -q -y install grafana
        if systemctl --quiet is-active firewalld.service; then
            firewall-cmd --quiet --permanent --add-port=3000/tcp
            firewall-cmd --quiet --reload
        fi
        ;;
    *)
        echo "grafana: only made for Debian 11 to 13, Ubuntu 22.04 and 24.04, Rocky Linux 8 and 9, AlmaLinux 9 and CentOS Stream 9; this is ${PRETTY_NAME:-unknown}" >&2
        exit 1
        ;;
esac
systemctl daemon-reload
systemctl --quiet enable grafana-server.service
exec bash "$here/first-boot.sh"
