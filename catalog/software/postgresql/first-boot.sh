#!/bin/bash
# Makes this server's own PostgreSQL password and certificate and waits until the server answers. Run as root; running it
# again keeps what is there.
set -euo pipefail

credentials=/root/postgresql-credentials.txt
tls=/etc/postgresql/tls
made=$tls/.made
place=$(find /etc/postgresql -mindepth 2 -maxdepth 2 -name main | sort -V | tail -n 1)
cluster=$(basename "$(dirname "$place")")-main

random() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }
sql() { setpriv --reuid postgres --regid postgres --init-groups psql -q -v ON_ERROR_STOP=1 -d postgres "$@"; }

install -d -m 750 -o root -g postgres "$tls"
if [ ! -e "$made" ]; then
    megabytes=$(($(sed -n 's/^MemTotal: *\([0-9]*\) kB/\1/p' /proc/meminfo) / 1024))
    cat > "$place/conf.d/slipway-memory.conf" <<CONF
# Made by the first boot, from this server's memory.
shared_buffers = '$((megabytes / 5))MB'
effective_cache_size = '$((megabytes / 2))MB'
maintenance_work_mem = '$((megabytes / 16))MB'
CONF
    umask 077
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj "/CN=$(uname -n)" \
        -keyout "$tls/server.key" -out "$tls/server.new" 2> /dev/null
    chown root:postgres "$tls/server.key" "$tls/server.new"
    chmod 640 "$tls/server.key" "$tls/server.new"
    mv "$tls/server.new" "$tls/server.pem"
    umask 022
    systemctl stop "postgresql@$cluster.service"
fi
systemctl start "postgresql@$cluster.service"
for _ in $(seq 60); do
    sql -c 'SELECT 1' > /dev/null 2>&1 && break
    sleep 1
done

if [ ! -e "$made" ]; then
    password=$(random 16)
    umask 077
    cat > "$credentials" <<TEXT
PostgreSQL on this server
  Address:   <this server's address>, port 5432, TLS
  User:      admin (may make roles and databases)
  Password:  $password
  Database:  admin

On the server itself: sudo -u postgres psql
TEXT
    sql <<SQL
SELECT 'CREATE ROLE admin NOLOGIN CREATEDB CREATEROLE' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'admin') \gexec
SELECT 'CREATE DATABASE admin OWNER admin' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'admin') \gexec
SET log_statement = 'none';
SET log_min_error_statement = 'panic';
ALTER ROLE admin LOGIN PASSWORD '$password';
SQL
    : > "$made"
fi
sql -c 'SELECT 1' > /dev/null || { echo "postgresql does not answer" >&2; exit 1; }
echo "postgresql answers"
