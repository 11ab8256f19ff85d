#!/bin/bash
# Installs WordPress from Debian's packages: nginx, php-fpm and MariaDB, all set for a server with 1 GB.
# Repeatable. While an image is baked (SLIPWAY_BAKE=1) no service runs, and what is secret waits for first-boot.sh,
# which the image runs once on each server; on a running server it is called at the end of this script.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
here=$(cd "$(dirname "$0")" && pwd)
baking=${SLIPWAY_BAKE:-0}

say() { echo "wordpress: $*"; }

# shellcheck source=/dev/null
[ ! -r /etc/os-release ] || . /etc/os-release
case "${ID:-} ${VERSION_ID:-}" in
    'debian 11' | 'debian 12' | 'debian 13') ;;
    *) echo "wordpress: only made for Debian 11 to 13, this is ${PRETTY_NAME:-unknown}" >&2; exit 1 ;;
esac

install_file() { install -D -m "$1" "$here/$2" "$3"; }

# --- packages ---------------------------------------------------------------------------------------------------------

# Before the server is installed: its package makes the data directory, with log files of this size.
install_file 644 mariadb.cnf /etc/mysql/mariadb.conf.d/90-slipway.cnf
[ "$baking" = 1 ] || apt-get -q update
# Each release has its own default theme; a site without one shows an empty page.
theme=$(apt-cache depends wordpress | sed -n 's/.*Recommends: *\(wordpress-theme-[a-z]*\).*/\1/p' | head -n 1)
# First what `php` is to run in: left to its dependencies, apt would take Apache's PHP module and Apache with it.
apt-get -q -y --no-install-recommends install nginx-light php-fpm
apt-get -q -y --no-install-recommends install \
    mariadb-server openssl php php-mysql php-xml php-mbstring php-curl php-zip wordpress ${theme:+"$theme"}
php_version=$(php -r 'echo PHP_MAJOR_VERSION, ".", PHP_MINOR_VERSION;')
say "php $php_version, theme ${theme:-none}"

# --- configuration ----------------------------------------------------------------------------------------------------

install_file 644 nginx.conf /etc/nginx/sites-available/wordpress
ln -sf ../sites-available/wordpress /etc/nginx/sites-enabled/wordpress
rm -f /etc/nginx/sites-enabled/default
install_file 644 php-pool.conf "/etc/php/$php_version/fpm/pool.d/zz-slipway.conf"
install_file 644 php.ini "/etc/php/$php_version/fpm/conf.d/99-slipway.ini"

# The web server (once it has its certificate) and the database come after the login, and the database's checks after
# everything.
for unit in nginx "php$php_version-fpm"; do
    install -d "/etc/systemd/system/$unit.service.d"
    printf '[Unit]\nAfter=ssh.service\n' > "/etc/systemd/system/$unit.service.d/slipway.conf"
done
echo 'ConditionPathExists=/etc/nginx/tls/server.pem' >> /etc/systemd/system/nginx.service.d/slipway.conf
install_file 644 mariadb-dropin.conf /etc/systemd/system/mariadb.service.d/slipway.conf
install_file 644 mariadb-late-checks.service /etc/systemd/system/slipway-mariadb-checks.service
systemctl --quiet enable slipway-mariadb-checks.service mariadb.service nginx.service "php$php_version-fpm.service"

# Uploads, plugins and themes are written by the site itself.
install -d -o www-data -g www-data /var/lib/wordpress/wp-content/uploads /var/lib/wordpress/wp-content/upgrade
chown www-data:www-data /var/lib/wordpress/wp-content /var/lib/wordpress/wp-content/plugins /var/lib/wordpress/wp-content/themes

# --- database ---------------------------------------------------------------------------------------------------------

# WordPress's tables are made here with throw-away passwords, so that the first boot only has to set the real ones.
socket=/run/mysqld/mysqld.sock
server=''
if [ "$baking" = 1 ]; then
    # No service manager in the chroot: a database server of our own, reachable by its socket only.
    socket=/run/mysqld/bake.sock
    install -d -o mysql -g mysql /run/mysqld
    mariadbd --user=mysql --skip-networking --socket=$socket --pid-file=/run/mysqld/bake.pid > /dev/null 2>&1 &
    server=$!
    trap 'kill "$server" 2> /dev/null || true' EXIT
else
    systemctl daemon-reload
    systemctl restart mariadb.service
fi
for _ in $(seq 120); do
    mariadb-admin --socket=$socket ping > /dev/null 2>&1 && break
    sleep 0.5
done
sql() { mariadb --socket=$socket --batch --skip-column-names "$@"; }

if [ -z "$(sql -e "SELECT 1 FROM information_schema.tables WHERE table_schema='wordpress' AND table_name='wp_users'")" ]; then
    say "making the database"
    throwaway=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
    sql -e "CREATE DATABASE IF NOT EXISTS wordpress CHARACTER SET utf8mb4;
            CREATE OR REPLACE USER bake@localhost IDENTIFIED BY '$throwaway';
            GRANT ALL ON wordpress.* TO bake@localhost;"
    BAKE_PASSWORD=$throwaway BAKE_SOCKET=$socket php -d memory_limit=256M "$here/make-tables.php"
    sql -e "DROP USER bake@localhost;"
fi

if [ "$baking" = 1 ]; then
    mariadb-admin --socket=$socket shutdown
    wait "$server" || true
    trap - EXIT
    rm -f /run/mysqld/bake.*
    say "ready for its first boot"
else
    systemctl restart "php$php_version-fpm.service"
    exec bash "$here/first-boot.sh"
fi
