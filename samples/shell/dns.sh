#!/bin/bash
# Gives a server a name: adds the zone if this account does not have it, lets www lead to the server's address, and asks the DNS server.
#   SLIPWAY_URL, SLIPWAY_API_KEY   where and who
#   ZONE     demo.example
#   SERVER   number of the server; the newest of the account
#   DIG      how to ask, such as "dig @203.0.113.53"; without it nobody is asked
set -euo pipefail

url=${SLIPWAY_URL:?set SLIPWAY_URL, such as http://127.0.0.1:8080}
zone=${ZONE:-demo.example}

# The token travels in the body: addresses and command lines are read by others.
call() {
    local module=$1
    shift
    {
        printf 'token=%s' "$token"
        while [ $# -gt 0 ]; do
            printf '&%s=%s' "${1%%=*}" "$(jq -rn --arg value "${1#*=}" '$value | @uri')"
            shift
        done
    } | curl -sS --max-time 60 --data @- "$url/$module.php"
}

token=$(curl -sS --max-time 60 --data @- "$url/auth.php" <<< "action=login&key=${SLIPWAY_API_KEY:?set SLIPWAY_API_KEY}" | jq -r .result.token)
server=${SERVER:-$(call eq action=list | jq -r '.servers | max')}
ip=$(call eq action=show "id=$server" | jq -r '.IP[] | select(.main_ip == 1) | .ip')

if ! call pdns action=list_domains | jq -e --arg zone "$zone" 'any(.data[]; .name == $zone)' > /dev/null; then
    made=$(call pdns action=add_domain "params[name]=$zone")
    jq -e '.result == "OK"' <<< "$made" > /dev/null || { echo "The zone was refused: $(jq -r .error <<< "$made")" >&2; exit 1; }
    echo "Zone $zone is added; its name servers are $(jq -r '.data.nameservers | join(", ")' <<< "$made")"
fi

set=$(call pdns action=add_dns "params[zone]=$zone" "params[name]=www" "params[type]=A" "params[content][]=$ip" "params[changetype]=update")
jq -e '.result == "OK"' <<< "$set" > /dev/null || { echo "The record was refused: $(jq -r .error <<< "$set")" >&2; exit 1; }
echo "www.$zone leads to server $server, $ip"

if [ -n "${DIG:-}" ]; then
    echo "$DIG www.$zone A"
    # shellcheck disable=SC2086 # a program with its options
    answer=$($DIG +noall +answer "www.$zone" A)
    printf '  %s\n' "${answer//$'\n'/$'\n  '}"
    grep -q "[[:space:]]A[[:space:]]*$ip\$" <<< "$answer" || { echo "The DNS server does not say $ip" >&2; exit 1; }
fi
