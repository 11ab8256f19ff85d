#!/bin/bash
# Shows Slipway on this box: starts the daemon on SQLite with local QEMU machines, opens an account with credit, orders the
# server of samples/shell/order.sh, and keeps running until interrupted. With ONCE=1 it ends by itself, exit code 0 only if
# the login worked. `make demo` builds and installs what this needs.
#   DNS           1: with a PowerDNS beside it, which then answers for a name of the new server
#   PORT          8080, or the next free one
#   DEMO_DATA     where the daemon's files go, made anew by every demo: out/demo
#   SLIPWAY_IMAGES  folder of the Debian images
set -euo pipefail
cd "$(dirname "$0")/../.."

free_port() {
    local port=$1
    while (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null; do port=$((port + 1)); done
    echo "$port"
}

port=$(free_port "${PORT:-8080}")
export SLIPWAY_URL=http://127.0.0.1:$port
data=$(realpath -m "${DEMO_DATA:-out/demo}")
# The name of a socket has at most 107 bytes; below a deep folder there is no room for it.
[ ${#data} -le 70 ] || data=${TMPDIR:-/tmp}/slipway-demo-$(id -u)
if [ -e "$data/slipwayd.lock" ] && ! flock -n "$data/slipwayd.lock" true; then
    echo "A demo is running already, its files are in $data" >&2
    exit 1
fi
rm -rf "$data"
mkdir -p "$data"
chmod 700 "$data"
daemon=
pdns=

# Machines outlive the daemon on purpose, so the demo switches them off itself.
# shellcheck disable=SC2329 # called by trap
end() {
    trap - EXIT INT TERM
    if [ -n "$daemon" ]; then
        kill "$daemon" 2> /dev/null || true
        wait "$daemon" 2> /dev/null || true
    fi
    if [ -n "$pdns" ]; then
        kill "$pdns" 2> /dev/null || true
        wait "$pdns" 2> /dev/null || true
    fi
    # After that nobody starts another one.
    local pids=()
    for file in "$data"/machines/*/pid; do
        [ -s "$file" ] && pids+=("$(< "$file")")
    done
    for pid in "${pids[@]}"; do
        kill "$pid" 2> /dev/null || true
        while kill -0 "$pid" 2> /dev/null; do sleep 0.1; done
    done
    rm -rf "$data/machines"
    exit "$1"
}
trap 'end $?' EXIT
trap 'echo; end 130' INT
trap 'end 143' TERM

# As docs/guides/dns.md has it for an operator, with files and ports of its own.
start_dns() {
    local dns=$data/pdns
    mkdir -p "$dns"
    dns_port=$(free_port 5300)
    api_port=$(free_port 8081)
    (umask 077 && head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n' > "$dns/api-key")
    sqlite3 "$dns/pdns.db" < /usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql
    (umask 077 && cat > "$dns/pdns.conf") << END
launch=gsqlite3
gsqlite3-database=$dns/pdns.db
gsqlite3-dnssec=yes
local-address=127.0.0.1
local-port=$dns_port
socket-dir=$dns
api=yes
api-key=$(< "$dns/api-key")
webserver=yes
webserver-address=127.0.0.1
webserver-port=$api_port
setuid=
setgid=
END
    echo "Starting PowerDNS at 127.0.0.1 port $dns_port"
    PATH=$PATH:/usr/sbin pdns_server --config-dir="$dns" > "$dns/pdns.log" 2>&1 &
    pdns=$!
    export SLIPWAY__Dns__PowerDns__Url=http://127.0.0.1:$api_port
    export SLIPWAY__Dns__PowerDns__ApiKeyFile=$dns/api-key
    export SLIPWAY__Dns__Nameservers__0=ns1.provider.example
    export SLIPWAY__Dns__Hostmaster=hostmaster@provider.example
    # Without the key it says that it is there.
    until [ "$(curl -s -o "$dns/probe" -w '%{http_code}' --max-time 5 "$SLIPWAY__Dns__PowerDns__Url/api/v1/servers")" = 401 ]; do
        kill -0 "$pdns" 2> /dev/null || { echo "pdns_server did not start:" >&2; tail -20 "$dns/pdns.log" >&2; exit 1; }
        sleep 0.2
    done
}
[ -z "${DNS:-}" ] || start_dns

echo "Starting slipwayd at $SLIPWAY_URL, its files in ${data#"$PWD"/}"
SLIPWAY__Qemu__Images=${SLIPWAY_IMAGES:?set SLIPWAY_IMAGES, or run make demo} \
    out/slipwayd serve --data "$data" --urls "$SLIPWAY_URL" --driver qemu > "$data/daemon.log" 2>&1 &
daemon=$!
until curl -sf --max-time 5 "$SLIPWAY_URL/healthz" > /dev/null; do
    kill -0 "$daemon" 2> /dev/null || { echo "slipwayd did not start:" >&2; tail -20 "$data/daemon.log" >&2; exit 1; }
    sleep 0.2
done

account=$(out/slipwayd admin create-account --data "$data" --email demo@example.org --credit 100)
SLIPWAY_API_KEY=$(jq -r .api_key <<< "$account")
export SLIPWAY_API_KEY
echo "Account $(jq -r .id <<< "$account") has $(jq -r '"\(.credit) \(.currency)"' <<< "$account") credit"
echo

samples/shell/order.sh
if [ -n "${DNS:-}" ]; then
    echo
    DIG="dig @127.0.0.1 -p $dns_port" samples/shell/dns.sh
fi

# They leave by the outbox, a moment after the server became active: the server's, and the invoice as a PDF.
for _ in $(seq 50); do
    [ "$(find "$data/mail" -name '*.eml' 2> /dev/null | wc -l)" -lt 2 ] || break
    sleep 0.2
done
echo "The mails, with the invoice as a PDF, lie in ${data#"$PWD"/}/mail"

if [ -n "${ONCE:-}" ]; then
    exit 0
fi
echo
echo "Slipway keeps running; the log is $data/daemon.log. Another order:"
echo "  SLIPWAY_URL=$SLIPWAY_URL SLIPWAY_API_KEY=$SLIPWAY_API_KEY SOFT_ID= samples/shell/order.sh"
echo "Ctrl-C ends it and removes its machines."
wait "$daemon"
