#!/bin/bash
# Makes this server's own password and path of the panel and waits until it answers. Run as root; running it again keeps
# what is there.
set -euo pipefail

program=/usr/local/x-ui/x-ui
done=/etc/x-ui/.slipway-done
credentials=/root/3x-ui-vpn-credentials.txt
port=2053

random() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }

if [ ! -e "$done" ]; then
    systemctl stop x-ui.service
    install -d -m 755 /etc/x-ui
    password=$(random 12)
    path=$(random 9)
    # The program takes a password by its command line only. Nobody else has a login on a server this young.
    $program setting -username admin -password "$password" -port $port -webBasePath "$path" > /dev/null
    umask 077
    cat > "$credentials" <<TEXT
3X-UI on this server
  Page:      http://<this server's address>:$port/$path/
  User:      admin
  Password:  $password
TEXT
    : > "$done"
    umask 022
fi
systemctl restart x-ui.service

page=$(sed -n 's|.*:2053\(/.*\)|\1|p' "$credentials" 2> /dev/null || true)
for _ in $(seq 60); do
    status=$(curl -s -m 20 -o /dev/null -w '%{http_code}' "http://127.0.0.1:$port${page:-/}" || true)
    case $status in [1-4]??) echo "the panel answers"; exit 0 ;; esac
    sleep 1
done
echo "the panel does not answer on port $port" >&2
exit 1
