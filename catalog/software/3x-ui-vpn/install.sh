#!/bin/bash
# Installs the panel 3X-UI from its vendor's releases. The vendor signs nothing; the download is compared with the checksum
# that the release's page tells. Repeatable; ends by doing what first-boot.sh does.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
here=$(cd "$(dirname "$0")" && pwd)
place=/usr/local/x-ui

# shellcheck source=/dev/null
[ ! -r /etc/os-release ] || . /etc/os-release
case "${ID:-} ${VERSION_ID:-}" in
    'debian 11' | 'debian 12' | 'debian 13' | 'ubuntu 22.04' | 'ubuntu 24.04') ;;
    *) echo "3x-ui-vpn: only made for Debian 11 to 13 and Ubuntu 22.04 and 24.04, this is ${PRETTY_NAME:-unknown}" >&2; exit 1 ;;
esac
[ "$(uname -m)" = x86_64 ] || { echo "3x-ui-vpn: only made for x86_64" >&2; exit 1; }

apt-get -q update
apt-get -q -y --no-install-recommends install ca-certificates curl jq tar tzdata socat openssl cron

# The panel updates itself later, so one that is there is left alone.
if [ ! -x $place/x-ui ]; then
    draft=$(mktemp -d)
    trap 'rm -rf "$draft"' EXIT
    curl -fsSL --retry 3 --proto =https -o "$draft/release.json" https://api.github.com/repos/MHSanaei/3x-ui/releases/latest
    asset=$(jq -e '.assets[] | select(.name == "x-ui-linux-amd64.tar.gz")' "$draft/release.json")
    curl -fsSL --retry 3 --proto =https -o "$draft/x-ui.tar.gz" "$(jq -er .browser_download_url <<< "$asset")"
    checksum=$(jq -er .digest <<< "$asset")
    [ "${checksum#sha256:}" = "$(sha256sum < "$draft/x-ui.tar.gz" | cut -d' ' -f1)" ] || { echo "3x-ui-vpn: the download is damaged" >&2; exit 1; }
    tar -C "$draft" -xzf "$draft/x-ui.tar.gz"
    chmod 755 "$draft/x-ui/x-ui" "$draft/x-ui/x-ui.sh" "$draft"/x-ui/bin/xray-*
    rm -rf $place.new
    mv "$draft/x-ui" $place.new
    mv $place.new $place
fi
install -m 755 $place/x-ui.sh /usr/bin/x-ui
unit=$place/x-ui.service.debian
[ -e "$unit" ] || unit=$place/x-ui.service
install -m 644 "$unit" /etc/systemd/system/x-ui.service
mkdir -p /var/log/x-ui
# It starts once it has a password: without one its first user would be admin with the password admin.
install -d /etc/systemd/system/x-ui.service.d
printf '[Unit]\nConditionPathExists=/etc/x-ui/.slipway-done\n' > /etc/systemd/system/x-ui.service.d/slipway.conf
systemctl daemon-reload
systemctl --quiet enable x-ui.service
exec bash "$here/first-boot.sh"
