#!/bin/bash
# Installs GitLab Community Edition from its vendor's repository. Repeatable; ends by doing what first-boot.sh does.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# Signs the lists of the repositories, which hold the checksums of the packages.
fingerprint=F6403F6544A38863DAA0B6E03F01618A51312F3F
key_url=https://packages.gitlab.com/gitlab/gitlab-ce/gpgkey

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

# Set by the first boot, before the package configures itself: it would choose a password and a name of its own.
bash "$here/first-boot.sh" secrets
if [ -e /etc/gitlab/slipway.env ]; then
    set -a
    # shellcheck source=/dev/null
    . /etc/gitlab/slipway.env
    set +a
fi

# shellcheck source=/dev/null
[ ! -r /etc/os-release ] || . /etc/os-release
case "${ID:-} ${VERSION_ID:-}" in
    'debian 12' | 'debian 13' | 'ubuntu 22.04' | 'ubuntu 24.04')
        export DEBIAN_FRONTEND=noninteractive
        apt-get -q update
        apt-get -q -y --no-install-recommends install ca-certificates curl gpg openssh-server perl tzdata
        pinned_key $key_url $fingerprint /etc/apt/keyrings/gitlab.gpg
        echo "deb [signed-by=/etc/apt/keyrings/gitlab.gpg] https://packages.gitlab.com/gitlab/gitlab-ce/$ID/ $VERSION_CODENAME main" > /etc/apt/sources.list.d/gitlab.list
        apt-get -q update
        apt-get -q -y --no-install-recommends install gitlab-ce
        ;;
    'rocky 8'* | 'rocky 9'* | 'almalinux 9'*)
        key=/etc/pki/rpm-gpg/RPM-GPG-KEY-gitlab
        pinned_key $key_url $fingerprint $key armor
        # The lists are signed and hold the packages' checksums.
        cat > /etc/yum.repos.d/gitlab.repo <<REPO
[gitlab]
name=GitLab Community Edition
baseurl=https://packages.gitlab.com/gitlab/gitlab-ce/el/${VERSION_ID%%.*}/\$basearch
enabled=1
repo_gpgcheck=1
gpgcheck=0
gpgkey=file://$key
sslverify=1
REPO
        dnf -q -y install openssh-server perl
        dnf -q -y install gitlab-ce
        if systemctl --quiet is-active firewalld.service; then
            firewall-cmd --quiet --permanent --add-service=http --add-service=https
            firewall-cmd --quiet --reload
        fi
        ;;
    *)
        echo "gitlab: only made for Debian 12 and 13, Ubuntu 22.04 and 24.04, Rocky Linux 8 and 9 and AlmaLinux 9; this is ${PRETTY_NAME:-unknown}" >&2
        exit 1
        ;;
esac
exec bash "$here/first-boot.sh"
