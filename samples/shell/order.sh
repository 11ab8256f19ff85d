#!/bin/bash
# Orders a server over the Invapi wire protocol with nothing but curl and jq, follows the work, and logs in.
#
#   SLIPWAY_API_KEY=0f3a9c1e77b2d458-9be04c6d21a7f350 samples/shell/order.sh
#
# Set any of these to order something else:
#   SLIPWAY_URL   http://127.0.0.1:8080   where Slipway answers
#   LOCATION      NL          PRESET         108      OS_ID      180     (os.php?action=list)
#   SOFT_ID       20 or ""    TRAFFIC_PLAN   25       PERIOD     monthly
#   SERVER_NAME   web-01.example.org                  ROOT_PASS  made at random
#   IDEMPOTENCY_KEY           repeat a broken-off order with the same one, and nothing is bought twice
#
# Exit code 0 only if the login worked. Secrets go through standard input and the environment, never on a command line.
set -euo pipefail

case "${1:-}" in
    "") ;;
    *) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "$0"; exit 0 ;;
esac

url=${SLIPWAY_URL:-http://127.0.0.1:8080}
: "${SLIPWAY_API_KEY:?set SLIPWAY_API_KEY to your API key}"
for program in curl jq ssh ssh-keyscan sshpass; do
    command -v "$program" > /dev/null || { echo "order.sh needs $program (Debian: apt-get install curl jq openssh-client sshpass)" >&2; exit 2; }
done
random() { od -An -N 64 -c /dev/urandom | LC_ALL=C tr -dc '[:lower:]' | head -c 6; }
if [ -n "${IDEMPOTENCY_KEY:-}" ] && [ -z "${ROOT_PASS:-}" ]; then
    echo "Set ROOT_PASS together with IDEMPOTENCY_KEY: the same order has the same password" >&2
    exit 2
fi
ROOT_PASS=${ROOT_PASS:-Pw7-$(random)$(random)}
SERVER_NAME=${SERVER_NAME:-web-01.example.org}
export ROOT_PASS SERVER_NAME

# call MODULE - posts the form on standard input (lines are joined) and prints the answer; a refusal ends the script.
call() {
    local answer
    answer=$(curl -sS --max-time 60 --data @- "$url/$1.php") || { echo "no answer from $url" >&2; exit 1; }
    if jq -e '.result == -1' <<< "$answer" > /dev/null; then
        echo "refused: $(jq -r .error <<< "$answer")" >&2
        exit 1
    fi
    printf '%s' "$answer"
}

# :: Step 1 - exchange the API key for a session token
token=$(call auth <<FORM | jq -r .result.token
action=login
&key=$SLIPWAY_API_KEY
&ttl=3600
FORM
)

# :: Step 2 - the order; the password is told first, for nobody can tell it later
echo "Root password: $ROOT_PASS"
order=$(call eq <<FORM
action=order_instance
&token=$token
&preset=${PRESET:-108}
&location_name=${LOCATION:-NL}
&os_id=${OS_ID:-180}
&soft_id=${SOFT_ID-20}
&traffic_plan=${TRAFFIC_PLAN:-25}
&deploy_period=${PERIOD:-monthly}
&deploy_notify=true
&hostname=$(jq -rn 'env.SERVER_NAME | @uri')
&root_pass=$(jq -rn 'env.ROOT_PASS | @uri')
&idempotency_key=${IDEMPOTENCY_KEY:-}
FORM
)
invoice=$(jq -r .invoice <<< "$order")
callback=$(jq -r '.callback // empty' <<< "$order")
echo "Ordered: $(jq -r '[.os_name, .soft_name] | map(values) | join(" with ")' <<< "$order"), invoice $invoice is $(jq -r .status <<< "$order")"
if [ -z "$callback" ]; then
    echo "The server is prepared when invoice $invoice is paid: whmcs.php?action=apply_credit&invoice_id=$invoice" >&2
    exit 1
fi
server=$(jq -r .id <<< "$order")
echo "Server $server, async key $callback"

# :: Step 3 - follow the work: each step with the time it took and the time it usually takes
told=0
while :; do
    progress=$(curl -sS --max-time 60 --data @- "$url/eq_callback.php" <<< "action=progress&key=$callback") || { sleep 1; continue; }
    ended=$(jq -r '.steps // [] | map(select(.state != "waiting" and .state != "running")) | length' <<< "$progress")
    if [ "$ended" -gt "$told" ]; then
        [ -t 1 ] && printf '\r\033[K'
        jq -r --argjson from "$told" --argjson to "$ended" '.steps[$from:$to][] |
            [.name, .state, "\(.elapsed_seconds // 0) s", "usually \(.expected_seconds) s"] | @tsv' <<< "$progress" |
            awk -F'\t' '{ printf "  %-18s %-7s %9s   %s\n", $1, $2, $3, $4 }'
        told=$ended
    fi
    state=$(jq -r '.state // "unknown"' <<< "$progress")
    [ "$state" = running ] || [ "$state" = undoing ] || break
    if [ -t 1 ]; then
        printf '\r\033[K%s' "$(jq -r '(.steps | map(select(.state == "running"))[0] // empty) as $now |
            "  \($now.name) for \($now.elapsed_seconds | floor) s, usually \($now.expected_seconds | ceil) s; \(.elapsed_seconds | floor) s in all, usually \(.expected_seconds | ceil) s"' <<< "$progress")"
    fi
    sleep 1
done
check=$(call eq_callback <<< "action=check&key=$callback")
if ! jq -e '.scope.status == "deploy_done"' <<< "$check" > /dev/null; then
    echo "The deployment did not succeed: $(jq -c '.scope // .' <<< "$check")" >&2
    exit 1
fi
echo "Ready after $(jq -r .elapsed_seconds <<< "$progress") s"

# :: Step 4 - log in with the password that was ordered, to the machine whose host key the card tells
card=$(call eq <<< "action=show&token=$token&id=$server")
host=$(jq -r .server_data.access.ssh_host <<< "$card")
port=$(jq -r .server_data.access.ssh_port <<< "$card")
known=$(mktemp)
trap 'rm -f "$known"' EXIT
# Nothing listens there in a simulated fleet.
ssh-keyscan -T 60 -t ed25519 -p "$port" "$host" > "$known" 2> /dev/null || true
if [ ! -s "$known" ]; then
    echo "$host port $port does not answer. Is the fleet simulated (--driver fake)? Then there is nothing to log in to" >&2
    exit 1
fi
if ! ssh-keygen -lf "$known" 2> /dev/null | awk '{ print $2 }' | grep -qxFf <(jq -r '.server_data.access.host_keys[]' <<< "$card" | grep -o 'SHA256:[^ ]*'); then
    echo "No host key of $host port $port is one that the platform has seen" >&2
    exit 1
fi
echo
echo "ssh -p $port root@$host"
# shellcheck disable=SC2016 # expanded by the server's shell
SSHPASS=$ROOT_PASS sshpass -e ssh -p "$port" -o UserKnownHostsFile="$known" -o StrictHostKeyChecking=yes -o PubkeyAuthentication=no -o ConnectTimeout=20 \
    "root@$host" '. /etc/os-release; echo "  $(hostname) runs $PRETTY_NAME, Linux $(uname -r)"'
web=$(jq -r '.server_data.access.ports["80"] // empty' <<< "$card")
[ -z "$web" ] || echo "  $(jq -r .server_data.soft <<< "$card") answers at http://$host:$web/"

# :: Step 5 - what you have and what it cost
echo
echo "The server's card:"
jq '{server: .server_data.id, status: .server_data.status, hostname: .server_data.hostname, preset: .server_data.preset, os: .server_data.os, soft: .server_data.soft,
     location: .location.dc_name, ip: [.IP[].ip], access: .server_data.access}' <<< "$card" | sed 's/^/  /'
bill=$(call whmcs <<< "action=get_invoice&token=$token&invoice_id=$invoice")
client=$(call whmcs <<< "action=get_client&token=$token")
echo "Invoice $invoice: $(jq -r .status <<< "$bill")"
jq -r '.items.item[] | [.amount, .description] | @tsv' <<< "$bill" | awk -F'\t' '{ printf "  %9s  %s\n", $1, $2 }'
echo "  $(jq -r '"\(.total) \(.currencycode // "")"' <<< "$bill") in all"
echo "Credit left: $(jq -r '(.client // .) | "\(.credit) \(.currency_code // .currency // "")"' <<< "$client")"
