#!/bin/bash
# Installs a place for git repositories from the system's packages: gitweb's pages and git over HTTPS, served by nginx.
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
    *) echo "gitweb: only made for Debian 11 to 13 and Ubuntu 22.04 and 24.04, this is ${PRETTY_NAME:-unknown}" >&2; exit 1 ;;
esac

install_file() { install -D -m "$1" "$here/$2" "$3"; }

[ "$baking" = 1 ] || apt-get -q update
# nginx first: gitweb would take Apache as its web server.
apt-get -q -y --no-install-recommends install nginx-light fcgiwrap git openssl
apt-get -q -y --no-install-recommends install gitweb libcgi-pm-perl

install_file 644 nginx.conf /etc/nginx/sites-available/gitweb
ln -sf ../sites-available/gitweb /etc/nginx/sites-enabled/gitweb
rm -f /etc/nginx/sites-enabled/default
install_file 644 gitweb.conf /etc/gitweb.conf
install_file 755 git-new /usr/local/bin/git-new
install -d -m 750 -o www-data -g www-data /srv/git

# After the login, and the web server once it has its password.
for unit in nginx fcgiwrap; do
    install -d "/etc/systemd/system/$unit.service.d"
    printf '[Unit]\nAfter=ssh.service\n' > "/etc/systemd/system/$unit.service.d/slipway.conf"
done
echo 'ConditionPathExists=/etc/nginx/git-users' >> /etc/systemd/system/nginx.service.d/slipway.conf
systemctl --quiet enable nginx.service fcgiwrap.socket

if [ "$baking" != 1 ]; then
    systemctl daemon-reload
    exec bash "$here/first-boot.sh"
fi
