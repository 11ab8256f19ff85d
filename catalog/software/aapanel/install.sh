#!/bin/bash
# Installs aaPanel by its vendor's own script. The vendor signs nothing, so all that proves the script is the certificate
# of its host. Repeatable: a panel that is there is left alone. Ends by doing what first-boot.sh does.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
here=$(cd "$(dirname "$0")" && pwd)

# shellcheck source=/dev/null
[ ! -r /etc/os-release ] || . /etc/os-release
case "${ID:-} ${VERSION_ID:-}" in
    'debian 11' | 'debian 12' | 'ubuntu 22.04' | 'ubuntu 24.04') ;;
    *) echo "aapanel: only made for Debian 11 and 12 and Ubuntu 22.04 and 24.04, this is ${PRETTY_NAME:-unknown}" >&2; exit 1 ;;
esac

if [ ! -e /www/server/panel/data/port.pl ]; then
    apt-get -q update
    apt-get -q -y --no-install-recommends install ca-certificates curl wget sudo
    draft=$(mktemp -d)
    trap 'rm -rf "$draft"' EXIT
    curl -fsSL --retry 3 --proto =https -o "$draft/install.sh" https://www.aapanel.com/script/install_panel_en.sh
    # It asks whether to install to /www. What it prints holds the password, so it is not kept.
    (cd "$draft" && yes y | bash install.sh aapanel > "$draft/log" 2>&1) || [ -e /www/server/panel/data/port.pl ] ||
        { grep -v -i -E 'password|username' "$draft/log" | tail -n 30 >&2; exit 1; }
fi
exec bash "$here/first-boot.sh"
