#!/bin/bash
# The short reader of user-data in Debian's images: takes what the drivers write, also many and large files, and leaves to
# cloud-init what it does not know. Ends with 1 when it does not.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sed -n "/user-data\.awk <<'EOF'/,/^EOF\$/p" catalog/images/build-debian.sh | sed '1d;$d' > "$work/reader.awk"
[ -s "$work/reader.awk" ]
fail() { echo "user-data: $*" >&2; exit 1; }
read_it() { (cd "$work" && awk -f reader.awk user-data > list); }
head_of_it() {
    printf "#cloud-config\nhostname: 'a'\nfqdn: 'a.example.test'\n%smanage_etc_hosts: localhost\nusers: []\ndisable_root: false\nssh_pwauth: true\n" "${1:-}"
    # shellcheck disable=SC2016  # a hash has dollars
    printf 'chpasswd:\n  expire: false\n  list:\n    - '"'"'root:$6$salt$hash'"'"'\n'
}

# Thirty files of 64 KiB, an empty one, and a time zone.
{
    head_of_it "timezone: Europe/Amsterdam"$'\n'
    echo write_files:
    for number in $(seq 30); do
        head -c 65536 /dev/urandom > "$work/in.$number"
        printf "  - path: /var/lib/slipway/software/name/file-%s.conf\n    owner: root:root\n    permissions: '0700'\n    encoding: b64\n    content: %s\n" "$number" "$(base64 -w0 "$work/in.$number")"
    done
    printf "  - path: /var/lib/slipway/software/name/empty\n    owner: root:root\n    permissions: '0600'\n    encoding: b64\n    content: \n"
    printf 'runcmd:\n  - [/var/lib/slipway/finish]\n'
} > "$work/user-data"
read_it || fail "does not take thirty files"
grep -qx $'timezone\tEurope/Amsterdam' "$work/list" || fail "does not see the time zone"
grep -qx $'run\t/var/lib/slipway/finish' "$work/list" || fail "does not see the command"
[ "$(grep -c '^file' "$work/list")" = 31 ] || fail "does not see every file"
for number in $(seq 30); do
    base64 -d "$work/file.$number" | cmp -s - "$work/in.$number" || fail "file $number is another one"
done
[ -z "$(base64 -d "$work/file.31")" ] || fail "the empty file is not empty"

# What is not known word for word is left to cloud-init.
for line in 'timezone: ../../etc/passwd' 'timezone: /etc/passwd' 'packages: [vim]' 'bootcmd:'; do
    head_of_it "$line"$'\n' > "$work/user-data"
    if read_it; then fail "takes $line"; fi
done
head_of_it "timezone: 'America/Argentina/Buenos_Aires'"$'\n' > "$work/user-data"
read_it
grep -qx $'timezone\tAmerica/Argentina/Buenos_Aires' "$work/list" || fail "does not take a quoted time zone"
