#!/bin/bash
# Installs nginx and PHP from the system's packages, ready for a site in /var/www/html.
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
    *) echo "nginx-php: only made for Debian 11 to 13 and Ubuntu 22.04 and 24.04, this is ${PRETTY_NAME:-unknown}" >&2; exit 1 ;;
esac

install_file() { install -D -m "$1" "$here/$2" "$3"; }

[ "$baking" = 1 ] || apt-get -q update
# First what `php` is to run in: left to its dependencies, apt would take Apache's PHP module and Apache with it.
apt-get -q -y --no-install-recommends install nginx-light php-fpm
apt-get -q -y --no-install-recommends install openssl \
    php php-cli php-mysql php-xml php-mbstring php-curl php-zip php-gd php-intl
# Not every site needs them, and mirrors of a suite in its last years sometimes lack a package.
for module in php-pgsql php-sqlite3; do
    apt-get -q -y --no-install-recommends install $module || echo "nginx-php: $module is not to be had, going on without it"
done
php_version=$(php -r 'echo PHP_MAJOR_VERSION, ".", PHP_MINOR_VERSION;')

install_file 644 nginx.conf /etc/nginx/sites-available/slipway
ln -sf ../sites-available/slipway /etc/nginx/sites-enabled/slipway
rm -f /etc/nginx/sites-enabled/default
install_file 644 php-pool.conf "/etc/php/$php_version/fpm/pool.d/zz-slipway.conf"
install_file 644 php.ini "/etc/php/$php_version/fpm/conf.d/99-slipway.ini"
install -d -o www-data -g www-data /var/www/html
# Not over a site that is there.
rm -f /var/www/html/index.nginx-debian.html
[ -n "$(ls -A /var/www/html)" ] || install -m 644 -o www-data -g www-data "$here/index.php" /var/www/html/index.php

# After the login, and the web server once it has its certificate.
for unit in nginx "php$php_version-fpm"; do
    install -d "/etc/systemd/system/$unit.service.d"
    printf '[Unit]\nAfter=ssh.service\n' > "/etc/systemd/system/$unit.service.d/slipway.conf"
done
echo 'ConditionPathExists=/etc/nginx/tls/server.pem' >> /etc/systemd/system/nginx.service.d/slipway.conf
systemctl --quiet enable nginx.service "php$php_version-fpm.service"

if [ "$baking" != 1 ]; then
    systemctl daemon-reload
    systemctl restart "php$php_version-fpm.service"
    exec bash "$here/first-boot.sh"
fi
