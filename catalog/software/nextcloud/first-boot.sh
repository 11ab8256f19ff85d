#!/bin/bash
# Makes this server's own Nextcloud passwords, certificate and database, and waits until Nextcloud answers. Run as root;
# running it again keeps what is there.
set -euo pipefail

pages=/var/www/nextcloud
settings=$pages/config/config.php
tls=/etc/nginx/tls
credentials=/root/nextcloud-credentials.txt

random() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }
occ() { setpriv --reuid www-data --regid www-data --init-groups php "$pages/occ" "$@"; }

install -d -m 700 "$tls"
if [ ! -e "$tls/server.pem" ]; then
    umask 077
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj "/CN=$(uname -n)" \
        -keyout "$tls/server.key" -out "$tls/server.new" 2> /dev/null
    mv "$tls/server.new" "$tls/server.pem"
    umask 022
fi
systemctl start mariadb.service
systemctl restart nginx.service

if ! grep -qs "'installed' => true" "$settings"; then
    password=$(random 12)
    database_password=$(random 20)
    mariadb <<SQL
DROP DATABASE IF EXISTS nextcloud;
CREATE DATABASE nextcloud CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE OR REPLACE USER nextcloud@localhost IDENTIFIED BY '$database_password';
GRANT ALL ON nextcloud.* TO nextcloud@localhost;
SQL
    umask 077
    cat > "$credentials" <<TEXT
Nextcloud on this server
  Page:      https://<this server's address>/ (the certificate is the server's own)
  User:      admin
  Password:  $password

Files are kept in /var/lib/nextcloud.
TEXT
    # Nextcloud installs itself with these answers at the first page, and no password stands on a command line.
    rm -f "$settings"
    cat > "$pages/config/autoconfig.php" <<PHP
<?php
\$AUTOCONFIG = [
    'dbtype' => 'mysql',
    'dbname' => 'nextcloud',
    'dbuser' => 'nextcloud',
    'dbpass' => '$database_password',
    'dbhost' => 'localhost',
    'dbtableprefix' => 'oc_',
    'adminlogin' => 'admin',
    'adminpass' => '$password',
    'directory' => '/var/lib/nextcloud',
];
PHP
    chown www-data:www-data "$pages/config/autoconfig.php"
    umask 022
    curl -s -k -m 900 -o /dev/null https://127.0.0.1/index.php || true
    grep -qs "'installed' => true" "$settings" || { echo "Nextcloud's own installation failed" >&2; exit 1; }
    rm -f "$pages/config/autoconfig.php"
    # It answers under every address and name that is pointed at it; put your own name in place of the star.
    occ config:system:set trusted_domains 0 --value='*' > /dev/null
    occ config:system:set memcache.local --value='\OC\Memcache\APCu' > /dev/null
    occ config:system:set maintenance_window_start --type=integer --value=1 > /dev/null
    occ background:cron > /dev/null
fi
systemctl start nextcloud-cron.timer

for _ in $(seq 180); do
    page=$(curl -s -k -L -m 60 https://127.0.0.1/login || true)
    case $page in *Nextcloud*) echo "nextcloud answers"; exit 0 ;; esac
    sleep 1
done
echo "nextcloud does not answer on port 443" >&2
exit 1
