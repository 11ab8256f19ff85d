#!/bin/bash
# Makes this server's own secrets of the wiki and waits until the wiki answers. Run as root; running it again keeps them.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
secrets=/etc/mediawiki/secrets.php
tls=/etc/nginx/tls
credentials=/root/mediawiki-credentials.txt

random() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }

install -d -m 700 "$tls"
if [ ! -e "$secrets" ]; then
    umask 077
    if [ ! -e "$tls/server.pem" ]; then
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj "/CN=$(uname -n)" \
            -keyout "$tls/server.key" -out "$tls/server.new" 2> /dev/null
        mv "$tls/server.new" "$tls/server.pem"
    fi
    password=$(random 12)
    # By the environment: a command line can be read by everybody.
    ADMIN_PASSWORD=$password php "$here/set-password.php"
    cat > "$credentials" <<TEXT
MediaWiki on this server
  Page:      http://<this server's address>/
  Log in:    http://<this server's address>/index.php/Special:UserLogin
  User:      Admin
  Password:  $password

The settings are in /etc/mediawiki/LocalSettings.php.
TEXT
    cat > "$secrets.new" <<PHP
<?php
\$wgSecretKey = '$(random 32)';
\$wgUpgradeKey = '$(random 8)';
\$wgAuthenticationTokenVersion = '1';
PHP
    chown root:www-data "$secrets.new"
    chmod 640 "$secrets.new"
    mv "$secrets.new" "$secrets"
    umask 022
fi
systemctl restart nginx.service

# The first page compiles all of it; let that be ours and not the visitor's.
for _ in $(seq 120); do
    page=$(curl -s -m 120 http://127.0.0.1/index.php/Main_Page || true)
    case $page in *MediaWiki*) echo "the wiki answers"; exit 0 ;; esac
    sleep 1
done
echo "the wiki does not answer on port 80" >&2
exit 1
