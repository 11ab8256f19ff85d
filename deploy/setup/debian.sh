#!/bin/bash
# Installs what Slipway needs from Debian's packages, says so, and does nothing when it is all there.
# Usage: debian.sh run|dns|test     run: to serve and to build images; dns: also a DNS server for the demo; test: also what the tests use
set -euo pipefail

run_packages="ca-certificates curl gpgv jq qemu-system-x86 qemu-utils mmdebstrap debian-archive-keyring e2fsprogs fdisk grub-pc-bin xorriso zstd openssh-client sshpass"
dns_packages="bind9-dnsutils pdns-backend-sqlite3 pdns-server sqlite3"
test_packages="$dns_packages chromium git gnupg openssl poppler-utils postgresql-15 shellcheck wrk"

case "${1:-}" in
    run) wanted=$run_packages ;;
    dns) wanted="$run_packages $dns_packages" ;;
    test) wanted="$run_packages $test_packages" ;;
    *) echo "usage: $0 run|dns|test" >&2; exit 2 ;;
esac

missing=
for package in $wanted; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root=
[ "$(id -u)" = 0 ] || as_root=sudo
if [ -n "$as_root" ] && ! command -v sudo > /dev/null; then
    echo "These Debian packages are missing:$missing" >&2
    echo "Install them as root: apt-get install --no-install-recommends$missing" >&2
    exit 1
fi

echo "Installing from Debian:$missing"
export DEBIAN_FRONTEND=noninteractive
# A database server that Debian would start at once is of no use to the tests: they start one of their own.
[ "$1" = run ] || $as_root sh -c 'mkdir -p /etc/postgresql-common && [ -e /etc/postgresql-common/createcluster.conf ] || echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.conf'
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# shellcheck disable=SC2086 # a list of names
if ! { $as_root apt-get update -q && $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing; } > "$log" 2>&1; then
    tail -20 "$log" >&2
    echo "apt-get could not install:$missing" >&2
    exit 1
fi
