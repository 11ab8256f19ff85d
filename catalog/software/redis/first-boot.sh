#!/bin/bash
# Makes this server's own Redis password and waits until Redis answers. Run as root; running it again keeps the password.
set -euo pipefail

config=/etc/redis/slipway.conf
credentials=/root/redis-credentials.txt

random() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }

if [ ! -e "$config" ]; then
    password=$(random 24)
    megabytes=$(($(sed -n 's/^MemTotal: *\([0-9]*\) kB/\1/p' /proc/meminfo) / 1024))
    umask 077
    cat > "$credentials" <<TEXT
Redis on this server
  Address:   <this server's address>, port 6379
  Password:  $password

The password and the other settings of this server are in $config.
TEXT
    cat > "$config.new" <<CONF
# Set by the first boot; redis.conf reads this file last.
bind 0.0.0.0 ::
requirepass $password
# Half of the memory: while the data is saved there may be two copies of what changes.
maxmemory $((megabytes / 2))mb
CONF
    chown root:redis "$config.new"
    chmod 640 "$config.new"
    mv "$config.new" "$config"
    umask 022
fi
sysctl -q -p /etc/sysctl.d/60-slipway-redis.conf || true
systemctl reset-failed redis-server.service 2> /dev/null || true
systemctl restart redis-server.service

# By the environment: a password on the command line can be read by everybody.
REDISCLI_AUTH=$(sed -n 's/^requirepass //p' "$config")
export REDISCLI_AUTH
for _ in $(seq 60); do
    [ "$(redis-cli ping 2> /dev/null)" = PONG ] && { echo "redis answers"; exit 0; }
    sleep 1
done
echo "redis does not answer on port 6379" >&2
exit 1
