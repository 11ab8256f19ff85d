#!/bin/bash
# Makes this server's own Zabbix passwords and its database, and waits until Zabbix answers. Run as root; running it again
# keeps what is there.
set -euo pipefail

server=/etc/zabbix/zabbix_server.conf
pages=/etc/zabbix/web/zabbix.conf.php
done=/etc/zabbix/.slipway-done
credentials=/root/zabbix-credentials.txt

random() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }
sql() { setpriv --reuid postgres --regid postgres --init-groups psql -q -v ON_ERROR_STOP=1 "$@"; }

systemctl start postgresql.service
for _ in $(seq 60); do
    sql -d postgres -c 'SELECT 1' > /dev/null 2>&1 && break
    sleep 1
done

if [ ! -e "$done" ]; then
    systemctl stop zabbix-server.service
    password=$(random 12)
    database_password=$(random 20)
    tables=$(find /usr/share/zabbix* -path '*postgresql/server.sql.gz' | head -n 1)
    [ -n "$tables" ] || { echo "the package zabbix-sql-scripts has no tables for PostgreSQL" >&2; exit 1; }
    # A database that was begun and not ended is made anew.
    sql -d postgres <<SQL
DROP DATABASE IF EXISTS zabbix;
DROP ROLE IF EXISTS zabbix;
CREATE ROLE zabbix LOGIN PASSWORD '$database_password';
CREATE DATABASE zabbix OWNER zabbix ENCODING 'UTF8' TEMPLATE template0;
SQL
    { echo 'SET ROLE zabbix;'; zcat "$tables"; } | sql -d zabbix > /dev/null
    # By the environment: a command line can be read by everybody.
    hash=$(PASSWORD=$password php -n -r 'echo password_hash(getenv("PASSWORD"), PASSWORD_BCRYPT, ["cost" => 10]);')
    sql -d zabbix <<SQL
UPDATE users SET passwd = '$hash' WHERE username = 'Admin';
SQL
    umask 077
    cat > "$credentials" <<TEXT
Zabbix on this server
  Page:      http://<this server's address>/
  User:      Admin
  Password:  $password
TEXT
    sed -i -E '/^#? *(DBHost|DBPassword)=/d' "$server"
    printf 'DBHost=localhost\nDBPassword=%s\n' "$database_password" >> "$server"
    chown root:zabbix "$server"
    chmod 640 "$server"
    mkdir -p "$(dirname "$pages")"
    cat > "$pages" <<PHP
<?php
\$DB['TYPE'] = 'POSTGRESQL';
\$DB['SERVER'] = 'localhost';
\$DB['PORT'] = '0';
\$DB['DATABASE'] = 'zabbix';
\$DB['USER'] = 'zabbix';
\$DB['PASSWORD'] = '$database_password';
\$DB['SCHEMA'] = '';
\$DB['ENCRYPTION'] = false;
\$ZBX_SERVER_NAME = '$(uname -n)';
\$IMAGE_FORMAT_DEFAULT = IMAGE_FORMAT_PNG;
PHP
    chown root:www-data "$(dirname "$pages")" "$pages"
    chmod 750 "$(dirname "$pages")"
    chmod 640 "$pages"
    umask 022
    : > "$done"
fi
systemctl start zabbix-server.service zabbix-agent.service

for _ in $(seq 180); do
    page=$(curl -s -m 60 http://127.0.0.1/ || true)
    if [[ $page = *Zabbix* ]] && (: < /dev/tcp/127.0.0.1/10051) 2> /dev/null; then
        echo "zabbix answers"
        exit 0
    fi
    sleep 1
done
echo "zabbix does not answer on ports 80 and 10051" >&2
exit 1
