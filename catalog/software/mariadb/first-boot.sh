#!/bin/bash
# Makes this server's own MariaDB password and certificate and waits until the server answers. Run as root; running it
# again keeps what is there.
set -euo pipefail

config=/etc/mysql/mariadb.conf.d/91-slipway-server.cnf
credentials=/root/mariadb-credentials.txt
tls=/etc/mysql/tls
start=/var/lib/mysql/slipway-start.sql

random() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }

if [ ! -e "$config" ] || [ -e "$start" ]; then
    password=$(random 16)
    megabytes=$(($(sed -n 's/^MemTotal: *\([0-9]*\) kB/\1/p' /proc/meminfo) / 1024))
    umask 077
    cat > "$credentials" <<TEXT
MariaDB on this server
  Address:   <this server's address>, port 3306
  User:      admin
  Password:  $password

On the server itself root logs in without a password: mariadb
TEXT
    # Read by the server before it takes the first connection.
    cat > "$start" <<SQL
DELETE FROM mysql.global_priv WHERE User = '';
DROP DATABASE IF EXISTS test;
CREATE OR REPLACE USER admin@'%' IDENTIFIED BY '$password';
GRANT ALL ON *.* TO admin@'%' WITH GRANT OPTION;
FLUSH PRIVILEGES;
SQL
    chown mysql:mysql "$start"
    install -d -m 750 -o root -g mysql "$tls"
    if [ ! -s "$tls/server.pem" ]; then
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj "/CN=$(uname -n)" \
            -keyout "$tls/server.key" -out "$tls/server.pem" 2> /dev/null
        chown root:mysql "$tls/server.key" "$tls/server.pem"
        chmod 640 "$tls/server.key" "$tls/server.pem"
    fi
    umask 022
    cat > "$config.new" <<CONF
# Made by the first boot.
[mysqld]
innodb_buffer_pool_size = $((megabytes / 5))M
ssl_cert = $tls/server.pem
ssl_key = $tls/server.key
init_file = $start
CONF
    mv "$config.new" "$config"
    systemctl stop mariadb.service
fi
systemctl start mariadb.service

for _ in $(seq 60); do
    if [ "$(mariadb --batch --skip-column-names -e "SELECT count(*) FROM mysql.global_priv WHERE User = 'admin'" 2> /dev/null)" = 1 ]; then
        sed -i '/^init_file/d' "$config"
        rm -f "$start"
        echo "mariadb answers"
        exit 0
    fi
    sleep 1
done
echo "mariadb does not answer on port 3306" >&2
exit 1
