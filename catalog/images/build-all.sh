#!/bin/bash
# Builds every image the shipped catalog can deliver on this box: `build-all.sh FOLDER [NAME ...]`, names as in
# `debian-11+wordpress`. What is there already is left alone.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:?usage: build-all.sh FOLDER [NAME ...]}
shift
[ $# -gt 0 ] || set -- debian-11 debian-12 debian-11+wordpress debian-12+nginx-php

# A system before the software on it: the software starts from the system that is made then.
systems=() with_software=()
for name in "$@"; do
    os=${name%%+*}
    suite=$(sed -n 's/.*suite: *\([a-z]*\).*/\1/p' "$here/../os/$os.yaml")
    [ -n "$suite" ] || { echo "build-all: catalog/os/$os.yaml names no Debian suite to build from" >&2; exit 1; }
    if [ "$os" = "$name" ]; then systems+=("$name"); else with_software+=("$name"); fi
done

build() {
    local name=$1 os=${1%%+*} software=() suite
    suite=$(sed -n 's/.*suite: *\([a-z]*\).*/\1/p' "$here/../os/$os.yaml")
    [ "$os" = "$name" ] || software=(--software "$here/../software/${name#*+}")
    "$here/build-debian.sh" --suite "$suite" --out "$folder/$name.qcow2" --cache "$folder/packages" "${software[@]}" 2>&1 | sed -u "s/^/$name: /"
}

# A build keeps one core busy and has some gigabytes on the disk: two at a time.
failed=$(mktemp -d)
trap 'rm -rf "$failed"' EXIT
for name in "${systems[@]}" "${with_software[@]}"; do
    while [ "$(jobs -rp | wc -l)" -ge 2 ]; do
        wait -n || true
    done
    { build "$name" || touch "$failed/$name"; } &
done
wait
[ -z "$(ls "$failed")" ]
