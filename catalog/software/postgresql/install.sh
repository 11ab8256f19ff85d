#!/bin/bash
# Installs PostgreSQL from the system's packages, reachable from outside with TLS and a password only.
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
    *) echo "postgresql: only made for Debian 11 to 13 and Ubuntu 22.04 and 24.04, this is ${PRETTY_NAME:-unknown}" >&2; exit 1 ;;
esac

# It starts once it has its certificate, and after the login.
install -d /etc/systemd/system/postgresql@.service.d
cat > /etc/systemd/system/postgresql@.service.d/slipway.conf <<'UNIT'
[Unit]
After=ssh.service
ConditionPathExists=/etc/postgresql/tls/server.pem
UNIT

[ "$baking" = 1 ] || apt-get -q update
apt-get -q -y --no-install-recommends install postgresql openssl
version=$(find /usr/lib/postgresql -mindepth 1 -maxdepth 1 -name '[0-9]*' -printf '%f\n' | sort -V | tail -n 1)
place=/etc/postgresql/$version/main
[ -d "$place" ] || { echo "postgresql: the package made no cluster $version/main" >&2; exit 1; }
# The package ssl-cert makes a key while it is installed: in an image it would be everybody's.
[ "$baking" != 1 ] || rm -f /etc/ssl/private/ssl-cert-snakeoil.key /etc/ssl/certs/ssl-cert-snakeoil.pem

install -d -m 755 "$place/conf.d"
cat > "$place/conf.d/slipway.conf" <<'CONF'
listen_addresses = '*'
ssl = on
ssl_cert_file = '/etc/postgresql/tls/server.pem'
ssl_key_file = '/etc/postgresql/tls/server.key'
password_encryption = 'scram-sha-256'
max_connections = 60
CONF
cat > "$place/pg_hba.conf" <<'CONF'
# From outside: TLS and a password. On the server itself each user of the system is the role of the same name.
local   all          postgres                 peer
local   all          all                      peer
host    all          all       127.0.0.1/32   scram-sha-256
host    all          all       ::1/128        scram-sha-256
hostssl all          all       0.0.0.0/0      scram-sha-256
hostssl all          all       ::/0           scram-sha-256
local   replication  all                      peer
CONF
chown postgres:postgres "$place/pg_hba.conf"
chmod 640 "$place/pg_hba.conf"

if [ "$baking" = 1 ]; then
    # The role and its database are made here, without a login, by a server of our own that only its socket reaches.
    data=/var/lib/postgresql/$version/main
    as_postgres() { setpriv --reuid postgres --regid postgres --clear-groups "$@"; }
    install -d -o postgres -g postgres -m 2775 /var/run/postgresql
    as_postgres "/usr/lib/postgresql/$version/bin/pg_ctl" -D "$data" -s -w -l /tmp/postgresql-bake.log \
        -o "-c config_file=$place/postgresql.conf -c listen_addresses= -c ssl=off" start
    as_postgres psql -q -v ON_ERROR_STOP=1 -d postgres <<'SQL'
SELECT 'CREATE ROLE admin NOLOGIN CREATEDB CREATEROLE' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'admin') \gexec
SELECT 'CREATE DATABASE admin OWNER admin' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'admin') \gexec
SQL
    as_postgres "/usr/lib/postgresql/$version/bin/pg_ctl" -D "$data" -s -w -m fast stop
    rm -f /tmp/postgresql-bake.log
else
    systemctl daemon-reload
    exec bash "$here/first-boot.sh"
fi
