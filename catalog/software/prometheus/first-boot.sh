#!/bin/bash
# Makes this server's own Prometheus password and waits until Prometheus answers. Run as root; running it again keeps it.
set -euo pipefail

config=/etc/prometheus/web.yml
own=/etc/prometheus/slipway-password
credentials=/root/prometheus-credentials.txt

random() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }

if [ ! -e "$config" ]; then
    password=$(random 12)
    # 10 rounds: every request is checked against it. On the standard input: a command line can be read by everybody.
    hash=$(mkpasswd --method=bcrypt --rounds=10 --stdin <<< "$password")
    case $hash in \$2*) ;; *) echo "could not hash the password" >&2; exit 1 ;; esac
    umask 077
    cat > "$credentials" <<TEXT
Prometheus on this server
  Page:      http://<this server's address>:9090/
  User:      admin
  Password:  $password
TEXT
    printf '%s' "$password" > "$own"
    cat > "$config.new" <<CONF
basic_auth_users:
  admin: '$hash'
CONF
    chown root:prometheus "$own" "$config.new"
    chmod 640 "$own" "$config.new"
    mv "$config.new" "$config"
    umask 022
fi
systemctl restart prometheus.service

for _ in $(seq 120); do
    answer=$(curl -s -m 20 -K - http://127.0.0.1:9090/-/ready <<< "user = \"admin:$(cat "$own")\"" || true)
    case $answer in *[Rr]eady*) echo "prometheus answers"; exit 0 ;; esac
    sleep 1
done
echo "prometheus does not answer on port 9090" >&2
exit 1
