#!/bin/bash
# Installs Nextcloud from its vendor's archive, with nginx, PHP and MariaDB from the system's packages. Repeatable: a
# Nextcloud that is there is left alone, because it updates itself. Ends by doing what first-boot.sh does.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
here=$(cd "$(dirname "$0")" && pwd)
fingerprint=28806A878AE423A28372792ED75899B9A724937A
# A line of releases that gets its corrections; the updater goes to the next one.
line=32

# shellcheck source=/dev/null
[ ! -r /etc/os-release ] || . /etc/os-release
case "${ID:-} ${VERSION_ID:-}" in
    'debian 12' | 'debian 13' | 'ubuntu 24.04') ;;
    *) echo "nextcloud: only made for Debian 12 and 13 and Ubuntu 24.04, this is ${PRETTY_NAME:-unknown}" >&2; exit 1 ;;
esac

install_file() { install -D -m "$1" "$here/$2" "$3"; }

install_file 644 mariadb.cnf /etc/mysql/mariadb.conf.d/90-slipway.cnf
apt-get -q update
# First what PHP is to run in: left to its dependencies, apt would take Apache's PHP module and Apache with it.
apt-get -q -y --no-install-recommends install ca-certificates curl gpg bzip2 openssl nginx-light php-fpm mariadb-server
apt-get -q -y --no-install-recommends install php-cli php-mysql php-gd php-curl php-mbstring php-intl php-gmp php-bcmath \
    php-xml php-zip php-bz2 php-imagick php-apcu
php_version=$(php -r 'echo PHP_MAJOR_VERSION, ".", PHP_MINOR_VERSION;')

if [ ! -e /var/www/nextcloud/version.php ]; then
    draft=$(mktemp -d)
    trap 'rm -rf "$draft"' EXIT
    archive=https://download.nextcloud.com/server/releases/latest-$line.tar.bz2
    curl -fsSL --retry 3 --proto =https -o "$draft/nextcloud.tar.bz2" "$archive"
    curl -fsSL --retry 3 --proto =https -o "$draft/nextcloud.asc" "$archive.asc"
    curl -fsSL --retry 3 --proto =https https://nextcloud.com/nextcloud.asc | gpg --homedir "$draft" --batch --quiet --import
    # The last word of this line is the key that all others of its owner hang on.
    gpg --homedir "$draft" --batch --status-fd 1 --verify "$draft/nextcloud.asc" "$draft/nextcloud.tar.bz2" 2> /dev/null |
        grep -q "^\[GNUPG:\] VALIDSIG .* $fingerprint\$" || { echo "nextcloud: the archive is not signed by $fingerprint" >&2; exit 1; }
    tar -C "$draft" -xjf "$draft/nextcloud.tar.bz2"
    install -d /var/www
    rm -rf /var/www/nextcloud.new
    mv "$draft/nextcloud" /var/www/nextcloud.new
    chown -R www-data:www-data /var/www/nextcloud.new
    mv /var/www/nextcloud.new /var/www/nextcloud
fi
# Apart from the pages.
install -d -m 750 -o www-data -g www-data /var/lib/nextcloud

install_file 644 nginx.conf /etc/nginx/sites-available/nextcloud
ln -sf ../sites-available/nextcloud /etc/nginx/sites-enabled/nextcloud
rm -f /etc/nginx/sites-enabled/default
install_file 644 php-pool.conf "/etc/php/$php_version/fpm/pool.d/zz-slipway.conf"
for kind in fpm cli; do install_file 644 php.ini "/etc/php/$php_version/$kind/conf.d/99-slipway.ini"; done
install_file 644 cron.service /etc/systemd/system/nextcloud-cron.service
install_file 644 cron.timer /etc/systemd/system/nextcloud-cron.timer
systemctl daemon-reload
systemctl --quiet enable mariadb.service nginx.service "php$php_version-fpm.service" nextcloud-cron.timer
systemctl restart mariadb.service "php$php_version-fpm.service"
exec bash "$here/first-boot.sh"
