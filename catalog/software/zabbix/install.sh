#!/bin/bash
# Installs Zabbix 7.0 (long-term support) from its vendor's repository: the server with PostgreSQL, its pages with nginx and
# PHP, and an agent for this server. Repeatable; ends by doing what first-boot.sh does.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
here=$(cd "$(dirname "$0")" && pwd)
fingerprint=4C3D6F2CC75F5146754FC374D913219AB5333005

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
    'debian 12' | 'debian 13' | 'ubuntu 22.04' | 'ubuntu 24.04') ;;
    *) echo "zabbix: only made for Debian 12 and 13 and Ubuntu 22.04 and 24.04, this is ${PRETTY_NAME:-unknown}" >&2; exit 1 ;;
esac

install_file() { install -D -m "$1" "$here/$2" "$3"; }

apt-get -q update
# First what PHP is to run in: left to its dependencies, apt would take Apache's PHP module and Apache with it.
apt-get -q -y --no-install-recommends install ca-certificates curl gpg postgresql nginx-light php-fpm
apt-get -q -y --no-install-recommends install php-pgsql php-gd php-bcmath php-mbstring php-xml php-ldap php-curl
pinned_key https://repo.zabbix.com/zabbix-official-repo.key $fingerprint /etc/apt/keyrings/zabbix.gpg
echo "deb [signed-by=/etc/apt/keyrings/zabbix.gpg] https://repo.zabbix.com/zabbix/7.0/$ID $VERSION_CODENAME main" > /etc/apt/sources.list.d/zabbix.list
# Debian has packages of the same names.
printf 'Package: zabbix-*\nPin: origin repo.zabbix.com\nPin-Priority: 900\n' > /etc/apt/preferences.d/zabbix
apt-get -q update
apt-get -q -y --no-install-recommends install zabbix-server-pgsql zabbix-frontend-php zabbix-sql-scripts zabbix-agent

php_version=$(php -r 'echo PHP_MAJOR_VERSION, ".", PHP_MINOR_VERSION;')
install_file 644 php-pool.conf "/etc/php/$php_version/fpm/pool.d/zabbix.conf"
install_file 644 nginx.conf /etc/nginx/sites-available/zabbix
ln -sf ../sites-available/zabbix /etc/nginx/sites-enabled/zabbix
rm -f /etc/nginx/sites-enabled/default
# The vendor's package has its pages one folder further down since 7.2.
[ ! -d /usr/share/zabbix/ui ] || sed -i 's|root /usr/share/zabbix;|root /usr/share/zabbix/ui;|' /etc/nginx/sites-available/zabbix
systemctl daemon-reload
systemctl --quiet enable zabbix-server.service zabbix-agent.service nginx.service "php$php_version-fpm.service"
systemctl restart "php$php_version-fpm.service" nginx.service
exec bash "$here/first-boot.sh"
