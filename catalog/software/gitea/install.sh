#!/bin/bash
# Installs Gitea from its vendor's download, proven by its signature. Repeatable; ends by doing what first-boot.sh does.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
fingerprint=7C9E68152594688862D62AF62D9AE806EC1592E2
version=1.25.5

# shellcheck source=/dev/null
[ ! -r /etc/os-release ] || . /etc/os-release
case "${ID:-} ${VERSION_ID:-}" in
    'debian 11' | 'debian 12' | 'debian 13' | 'ubuntu 22.04' | 'ubuntu 24.04')
        export DEBIAN_FRONTEND=noninteractive
        apt-get -q update
        apt-get -q -y --no-install-recommends install ca-certificates curl gpg git
        ;;
    'rocky 8'* | 'rocky 9'* | 'almalinux 9'* | 'centos 9'*)
        dnf -q -y install git gnupg2
        command -v curl > /dev/null || dnf -q -y install curl
        if systemctl --quiet is-active firewalld.service; then
            firewall-cmd --quiet --permanent --add-port=3000/tcp
            firewall-cmd --quiet --reload
        fi
        ;;
    *)
        echo "gitea: only made for Debian 11 to 13, Ubuntu 22.04 and 24.04, Rocky Linux 8 and 9, AlmaLinux 9 and CentOS Stream 9; this is ${PRETTY_NAME:-unknown}" >&2
        exit 1
        ;;
esac
[ "$(uname -m)" = x86_64 ] || { echo "gitea: only made for x86_64" >&2; exit 1; }

if [ "$(/usr/local/bin/gitea --version 2> /dev/null | cut -d' ' -f3)" != "$version" ]; then
    draft=$(mktemp -d)
    trap 'rm -rf "$draft"' EXIT
    file=https://dl.gitea.com/gitea/$version/gitea-$version-linux-amd64
    curl -fsSL --retry 3 --proto =https -o "$draft/gitea" "$file"
    curl -fsSL --retry 3 --proto =https -o "$draft/gitea.asc" "$file.asc"
    curl -fsSL --retry 3 --proto =https "https://keys.openpgp.org/vks/v1/by-fingerprint/$fingerprint" | gpg --homedir "$draft" --batch --quiet --import
    # The last word of this line is the key that all others of its owner hang on.
    gpg --homedir "$draft" --batch --status-fd 1 --verify "$draft/gitea.asc" "$draft/gitea" 2> /dev/null |
        grep -q "^\[GNUPG:\] VALIDSIG .* $fingerprint\$" || { echo "gitea: the download is not signed by $fingerprint" >&2; exit 1; }
    install -m 755 "$draft/gitea" /usr/local/bin/gitea
fi

id git > /dev/null 2>&1 || useradd --system --user-group --home-dir /var/lib/gitea --shell /bin/bash git
install -d -m 750 -o git -g git /var/lib/gitea /var/lib/gitea/custom /var/lib/gitea/data /var/lib/gitea/log
install -d -m 750 -o root -g git /etc/gitea
install -m 644 "$here/gitea.service" /etc/systemd/system/gitea.service
systemctl daemon-reload
systemctl --quiet enable gitea.service
exec bash "$here/first-boot.sh"
