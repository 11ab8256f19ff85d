#!/bin/bash
# Installs Odoo Community 18 from its vendor's repository, with PostgreSQL on the same server. Repeatable; ends by doing
# what first-boot.sh does.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
here=$(cd "$(dirname "$0")" && pwd)
fingerprint=5D134C924CB06330DCEFE2A1DEF2A2198183CBB5
version=18.0

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
    'debian 12' | 'ubuntu 24.04') ;;
    *) echo "odoo: only made for Debian 12 and Ubuntu 24.04, this is ${PRETTY_NAME:-unknown}" >&2; exit 1 ;;
esac

apt-get -q update
apt-get -q -y --no-install-recommends install ca-certificates curl gpg postgresql
pinned_key https://nightly.odoo.com/odoo.key $fingerprint /etc/apt/keyrings/odoo.gpg
echo "deb [signed-by=/etc/apt/keyrings/odoo.gpg] https://nightly.odoo.com/$version/nightly/deb/ ./" > /etc/apt/sources.list.d/odoo.list
apt-get -q update
apt-get -q -y --no-install-recommends install odoo
systemctl daemon-reload
systemctl --quiet enable postgresql.service odoo.service
exec bash "$here/first-boot.sh"
