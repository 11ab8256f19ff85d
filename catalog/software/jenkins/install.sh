#!/bin/bash
# Installs Jenkins (long-term support) from its vendor's repository. Repeatable; ends by doing what first-boot.sh does.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
fingerprint=5E386EADB55F01504CAE8BCF7198F4B714ABFC68

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
    'debian 13' | 'ubuntu 22.04' | 'ubuntu 24.04')
        export DEBIAN_FRONTEND=noninteractive
        apt-get -q update
        apt-get -q -y --no-install-recommends install ca-certificates curl gpg fontconfig openjdk-21-jre-headless
        pinned_key https://pkg.jenkins.io/debian-stable/jenkins.io-2026.key $fingerprint /etc/apt/keyrings/jenkins.gpg
        echo 'deb [signed-by=/etc/apt/keyrings/jenkins.gpg] https://pkg.jenkins.io/debian-stable binary/' > /etc/apt/sources.list.d/jenkins.list
        apt-get -q update
        apt-get -q -y --no-install-recommends install jenkins
        ;;
    'rocky 8'* | 'rocky 9'* | 'almalinux 9'* | 'centos 9'*)
        key=/etc/pki/rpm-gpg/RPM-GPG-KEY-jenkins
        pinned_key https://pkg.jenkins.io/rpm-stable/jenkins.io-2026.key $fingerprint $key armor
        cat > /etc/yum.repos.d/jenkins.repo <<REPO
[jenkins]
name=Jenkins, long-term support
baseurl=https://pkg.jenkins.io/rpm-stable
enabled=1
gpgcheck=1
gpgkey=file://$key
REPO
        dnf -q -y install fontconfig java-21-openjdk-headless jenkins
        if systemctl --quiet is-active firewalld.service; then
            firewall-cmd --quiet --permanent --add-port=8080/tcp
            firewall-cmd --quiet --reload
        fi
        ;;
    *)
        echo "jenkins: only made for Debian 13, Ubuntu 22.04 and 24.04, Rocky Linux 8 and 9, AlmaLinux 9 and CentOS Stream 9; this is ${PRETTY_NAME:-unknown}" >&2
        exit 1
        ;;
esac
systemctl daemon-reload
systemctl --quiet enable jenkins.service
exec bash "$here/first-boot.sh"
