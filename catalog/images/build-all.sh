#!/bin/bash
# Builds every image the shipped catalog can deliver on this box: `build-all.sh FOLDER [NAME ...]`, names as in
# `debian-11+wordpress`. What is there already is left alone.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:?usage: build-all.sh FOLDER [NAME ...]}
shift
[ $# -gt 0 ] || set -- debian-11 debian-11+wordpress

# A build keeps one core busy: all of them at once.
builds=()
for name in "$@"; do
    os=${name%%+*}
    suite=$(sed -n 's/.*suite: *\([a-z]*\).*/\1/p' "$here/../os/$os.yaml")
    [ -n "$suite" ] || { echo "build-all: catalog/os/$os.yaml names no Debian suite to build from" >&2; exit 1; }
    software=()
    [ "$os" = "$name" ] || software=(--software "$here/../software/${name#*+}")
    "$here/build-debian.sh" --suite "$suite" --out "$folder/$name.qcow2" --cache "$folder/packages" "${software[@]}" 2>&1 | sed -u "s/^/$name: /" &
    builds+=($!)
done
failed=0
for build in "${builds[@]}"; do
    wait "$build" || failed=1
done
exit $failed
