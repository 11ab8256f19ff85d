#!/bin/bash
# Sets the port of the panel, keeps the user, password and path that the panel has made, and waits until it answers. Run as
# root; may be run again.
set -euo pipefail

data=/www/server/panel/data
credentials=/root/aapanel-credentials.txt
port=7800

if [ ! -e "$credentials" ]; then
    echo $port > "$data/port.pl"
    umask 077
    scheme=http
    [ ! -e "$data/ssl.pl" ] || scheme=https
    cat > "$credentials" <<TEXT
aaPanel on this server
  Page:      $scheme://<this server's address>:$port$(cat "$data/admin_path.pl" 2> /dev/null || true)
  User:      $(bt default 2> /dev/null | sed -n 's/^username: *//p' | head -n 1)
  Password:  $(cat "$data/default.pl")
TEXT
    umask 022
    /etc/init.d/bt restart > /dev/null 2>&1
fi
for _ in $(seq 120); do
    if curl -s -k -m 20 -o /dev/null "https://127.0.0.1:$port/" || curl -s -m 20 -o /dev/null "http://127.0.0.1:$port/"; then
        echo "the panel answers"
        exit 0
    fi
    sleep 1
done
echo "the panel does not answer on port $port" >&2
exit 1
