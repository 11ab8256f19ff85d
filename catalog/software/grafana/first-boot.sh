#!/bin/bash
# Makes this server's own Grafana password and waits until Grafana answers. Run as root; running it again keeps the password.
set -euo pipefail

password_file=/etc/grafana/slipway-admin-password
settings=/etc/grafana/grafana.ini
credentials=/root/grafana-credentials.txt

random() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }

if [ ! -e "$password_file" ]; then
    password=$(random 12)
    umask 077
    cat > "$credentials" <<TEXT
Grafana on this server
  Page:      http://<this server's address>:3000/
  User:      admin
  Password:  $password
TEXT
    printf '%s' "$password" > "$password_file"
    chown root:grafana "$password_file"
    chmod 640 "$password_file"
    umask 022
fi
# Read when Grafana makes its database, at its first start, so it must be there before.
sed -i -E "s|^;?admin_password *=.*|admin_password = \$__file{$password_file}|" "$settings"
grep -q "^admin_password = .__file" "$settings" || { echo "$settings has no line for the first password" >&2; exit 1; }
systemctl start grafana-server.service

for _ in $(seq 180); do
    page=$(curl -s -m 20 http://127.0.0.1:3000/login || true)
    case $page in *Grafana*) echo "grafana answers"; exit 0 ;; esac
    sleep 1
done
echo "grafana does not answer on port 3000" >&2
exit 1
