#!/bin/bash
# Installs MediaWiki from Debian's packages: nginx, php-fpm and a database in one SQLite file, set for a server with 1 GB.
# Repeatable. While an image is baked (SLIPWAY_BAKE=1) no service runs, and what is secret waits for first-boot.sh,
# which the image runs once on each server; on a running server it is called at the end of this script.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
here=$(cd "$(dirname "$0")" && pwd)
baking=${SLIPWAY_BAKE:-0}

# shellcheck source=/dev/null
[ ! -r /etc/os-release ] || . /etc/os-release
case "${ID:-} ${VERSION_ID:-}" in
    'debian 11' | 'debian 12' | 'debian 13') ;;
    *) echo "mediawiki: only made for Debian 11 to 13, this is ${PRETTY_NAME:-unknown}" >&2; exit 1 ;;
esac

install_file() { install -D -m "$1" "$here/$2" "$3"; }

# --- packages ---------------------------------------------------------------------------------------------------------

[ "$baking" = 1 ] || apt-get -q update
# First what `php` is to run in: left to its dependencies, apt would take Apache's PHP module and Apache with it.
apt-get -q -y --no-install-recommends install nginx-light php-fpm
apt-get -q -y --no-install-recommends install \
    mediawiki openssl diffutils php-cli php-sqlite3 php-mbstring php-xml php-intl php-curl php-gd php-apcu
php_version=$(php -r 'echo PHP_MAJOR_VERSION, ".", PHP_MINOR_VERSION;')

# --- configuration ----------------------------------------------------------------------------------------------------

install_file 644 nginx.conf /etc/nginx/sites-available/mediawiki
ln -sf ../sites-available/mediawiki /etc/nginx/sites-enabled/mediawiki
rm -f /etc/nginx/sites-enabled/default
install_file 644 php-pool.conf "/etc/php/$php_version/fpm/pool.d/zz-slipway.conf"
install_file 644 php.ini "/etc/php/$php_version/fpm/conf.d/99-slipway.ini"

# After the login, and the web server once the wiki has its secrets. The jobs are done with the visitors' requests.
for unit in nginx "php$php_version-fpm"; do
    install -d "/etc/systemd/system/$unit.service.d"
    printf '[Unit]\nAfter=ssh.service\n' > "/etc/systemd/system/$unit.service.d/slipway.conf"
done
echo 'ConditionPathExists=/etc/mediawiki/secrets.php' >> /etc/systemd/system/nginx.service.d/slipway.conf
systemctl --quiet enable nginx.service "php$php_version-fpm.service"
[ ! -e /lib/systemd/system/mediawiki-jobrunner.service ] || systemctl --quiet disable mediawiki-jobrunner.service

# --- tables -----------------------------------------------------------------------------------------------------------

# Made here with a throw-away password, so that the first boot only has to set the real one.
data=/var/lib/mediawiki/data
install -d -m 750 -o www-data -g www-data "$data"
if [ ! -s "$data/wiki.sqlite" ]; then
    draft=$(mktemp -d)
    trap 'rm -rf "$draft"' EXIT
    od -An -N24 -tx1 /dev/urandom | tr -d ' \n' > "$draft/password"
    rm -f /etc/mediawiki/LocalSettings.php
    php /usr/share/mediawiki/maintenance/install.php --dbtype sqlite --dbpath "$data" --dbname wiki --server http://localhost \
        --scriptpath '' --passfile "$draft/password" --confpath "$draft" Wiki Admin > "$draft/log" 2>&1 || { cat "$draft/log" >&2; exit 1; }
    chown -R www-data:www-data "$data" /var/lib/mediawiki/cache
    chmod 640 "$data"/*.sqlite
fi
# Not over settings that the customer has changed.
[ -e /etc/mediawiki/LocalSettings.php ] || install -m 644 "$here/LocalSettings.php" /etc/mediawiki/LocalSettings.php

if [ "$baking" != 1 ]; then
    systemctl daemon-reload
    systemctl restart "php$php_version-fpm.service"
    exec bash "$here/first-boot.sh"
fi
