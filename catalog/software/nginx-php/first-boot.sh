#!/bin/bash
# Makes this server's own certificate and waits until the site answers. Run as root; running it again keeps the certificate.
set -euo pipefail
tls=/etc/nginx/tls

install -d -m 700 "$tls"
if [ ! -e "$tls/server.pem" ]; then
    umask 077
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj "/CN=$(uname -n)" \
        -keyout "$tls/server.key" -out "$tls/server.new" 2> /dev/null
    mv "$tls/server.new" "$tls/server.pem"
    umask 022
fi
# A reload would keep the settings of a server that ran before.
systemctl restart nginx.service

for _ in $(seq 60); do
    status=$(curl -s -m 30 -o /dev/null -w '%{http_code}' http://127.0.0.1/ || true)
    case $status in [1-4]??) [ "$status" = 000 ] || { echo "the site answers"; exit 0; } ;; esac
    sleep 1
done
echo "the site does not answer on port 80" >&2
exit 1
