#!/bin/bash
# Proves that the software of the catalog really works: builds the image, boots it in an emulated machine with a seed as the
# QEMU driver writes it, and asks from outside what the recipe's `check` asks. Usage: prove.sh --help
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
PATH=$PATH:/usr/sbin:/sbin

usage() {
    cat <<'TEXT'
Usage: [ONLY="redis mariadb"] [OS=debian-12] [WAY=baked] tests/software/prove.sh

  ONLY      keys of recipes; default: those whose `os` has OS and that are installed `baked`
  OS        key of a system that is built from Debian's packages
  WAY       baked: the software is part of the image; first-boot: the plain image, and install.sh runs on the server
  IMAGES    folder of the images
  PATIENCE  seconds until a server must have answered, default 900
  KVM=1     use the hardware; without it the machine is emulated, as everywhere
  KEEP=1    keep each machine's console and logs in out/software/

Ends with 0 when all of them worked, with 1 when one did not, with 2 on wrong usage.
TEXT
}
case "${1:-}" in
    -h | --help) usage; exit 0 ;;
    '') ;;
    *) usage >&2; exit 2 ;;
esac
OS=${OS:-debian-12}
WAY=${WAY:-baked}
IMAGES=${IMAGES:-${SLIPWAY_IMAGES:-${XDG_CACHE_HOME:-$HOME/.cache}/slipway/images}}
PATIENCE=${PATIENCE:-900}
case $WAY in baked | first-boot) ;; *) usage >&2; exit 2 ;; esac
[ -f "catalog/os/$OS.yaml" ] || { echo "prove: no system $OS in catalog/os" >&2; exit 2; }
for tool in qemu-system-x86_64 qemu-img xorriso curl sshpass ssh openssl debugfs; do
    command -v $tool > /dev/null || { echo "prove: $tool is missing; deploy/setup/debian.sh test installs what is needed" >&2; exit 2; }
done

# --- the recipe's file: one line a field, mappings in braces ------------------------------------------------------------

# line KEY FIELD - the text after `FIELD:` in a recipe.
line() { sed -n "s/^$2: *//p" "catalog/software/$1/software.yaml"; }
# part TEXT NAME - one value of {name: value, ...}, or of the lines below a field. Double quotes may hold commas and braces.
part() {
    local quoted
    quoted=$(sed -nE "s/^(.*[{, ])?$2: *\"(([^\"\\\\]|\\\\.)*)\".*/\2/p" <<< "$1" | head -n 1)
    if [ -n "$quoted" ]; then
        printf '%s' "$quoted"
    else
        sed -nE "s/^(.*[{, ])?$2: *([^,}\"]*)([,}].*)?$/\2/p" <<< "$1" | head -n 1
    fi
}
list() { line "$1" "$2" | tr -d '[],'; }
access() { sed -n '/^access:/,$p' "catalog/software/$1/software.yaml" | sed -n "s/^  $2: *//p"; }

if [ -z "${ONLY:-}" ]; then
    for file in catalog/software/*/software.yaml; do
        name=$(basename "$(dirname "$file")")
        [ "$(line "$name" install)" = baked ] && [[ " $(list "$name" os) " = *" $OS "* ]] && ONLY="${ONLY:-} $name"
    done
fi
for name in $ONLY; do
    [ -f "catalog/software/$name/install.sh" ] || { echo "prove: no recipe $name with an install.sh" >&2; exit 2; }
    [[ " $(list "$name" os) " = *" $OS "* ]] || { echo "prove: catalog/software/$name is not made for $OS" >&2; exit 2; }
done

work=$(mktemp -d "${TMPDIR:-/tmp}/slipway-prove.XXXXXX")
machine=''
end_machine() {
    [ -z "$machine" ] || { kill "$machine" && wait "$machine"; } 2> /dev/null
    machine=''
}
trap 'end_machine; rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# --- a machine ------------------------------------------------------------------------------------------------------------

declare -A port   # of the guest -> of this box
free_port() {
    local try
    while :; do
        try=$((20000 + RANDOM % 20000))
        if ! (: < "/dev/tcp/127.0.0.1/$try") 2> /dev/null; then
            echo $try
            return
        fi
    done
}

file_entry() { printf "  - path: %s\n    owner: root:root\n    permissions: '0700'\n    encoding: b64\n    content: %s\n" "$1" "$(base64 -w0)"; }

# seed NAME - the same text as the driver's NoCloudSeed.
seed() {
    local file way=$WAY
    mkdir -p "$work/seed"
    printf "instance-id: 'prove-%s'\nlocal-hostname: '%s'\ndsmode: local\n" "$(head -c 8 /dev/urandom | od -An -tx1 | tr -d ' \n')" "$1" > "$work/seed/meta-data"
    {
        printf "#cloud-config\nhostname: '%s'\nfqdn: '%s.example.test'\ntimezone: 'Europe/Amsterdam'\n" "$1" "$1"
        printf 'manage_etc_hosts: localhost\nusers: []\ndisable_root: false\nssh_pwauth: true\n'
        printf "chpasswd:\n  expire: false\n  list:\n    - 'root:%s'\n" "$(openssl passwd -6 -stdin <<< "$SSHPASS")"
        echo write_files:
        if [ "$way" = first-boot ]; then
            for file in "catalog/software/$1"/*; do
                # shellcheck disable=SC2094  # a file of the recipe is read, the one of the server is only named
                file_entry "/var/lib/slipway/software/$1/$(basename "$file")" < "$file"
            done
        fi
        file_entry /var/lib/slipway/finish <<FINISH
#!/bin/sh
d=/var/lib/slipway
if [ -f \$d/software/$1/install.sh ]; then
    HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \$d/software/$1/install.sh > /var/log/slipway-$1.log 2>&1 < /dev/null
    echo \$? > \$d/software/$1.exit
else
    systemctl start slipway-software.service 2>/dev/null
fi
touch /etc/cloud/cloud-init.disabled
date -u +%Y-%m-%dT%H:%M:%SZ > \$d/ready
FINISH
        printf 'runcmd:\n  - [/var/lib/slipway/finish]\n'
    } > "$work/seed/user-data"
    xorriso -as mkisofs -quiet -V CIDATA -J -r -o "$work/seed.iso" "$work/seed" 2> /dev/null
}

# boot NAME IMAGE - with as little as the recipe promises to need.
boot() {
    local minimum forwards='' guest accelerator=(-accel "tcg,thread=multi,tb-size=128" -cpu qemu64)
    minimum=$(line "$1" minimum)
    [ -z "${KVM:-}" ] || accelerator=(-accel kvm -cpu host)
    port=()
    for guest in 22 $(list "$1" ports); do
        [ -z "${port[$guest]:-}" ] || continue
        port[$guest]=$(free_port)
        forwards+=",hostfwd=tcp:127.0.0.1:${port[$guest]}-:$guest"
    done
    qemu-img create -q -f qcow2 -F qcow2 -b "$(readlink -f "$2")" "$work/disk.qcow2" "$(part "$minimum" disk_gb)G" || return 1
    qemu-system-x86_64 -no-user-config -nodefaults -name "prove-$1" -machine q35 "${accelerator[@]}" \
        -smp "$(part "$minimum" cores)" -m "$(part "$minimum" ram_gb)G" -display none \
        -drive "file=$work/disk.qcow2,if=none,id=disk,format=qcow2,cache=unsafe,discard=unmap,detect-zeroes=unmap" -device virtio-blk-pci,drive=disk,bootindex=0 \
        -drive "file=$work/seed.iso,if=none,id=seed,format=raw,readonly=on" -device virtio-blk-pci,drive=seed,serial=seed \
        -netdev "user,id=net0$forwards" -device virtio-net-pci,netdev=net0,romfile= -device virtio-rng-pci \
        -serial "file:$work/console" > "$work/qemu.log" 2>&1 &
    machine=$!
}

in_guest() {
    sshpass -e ssh -q -p "${port[22]}" -o ConnectTimeout=15 -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null \
        -o PreferredAuthentications=password root@127.0.0.1 "$@" < /dev/null
}

# --- the check of the recipe, from outside ----------------------------------------------------------------------------------

# tcp PORT [BYTES] - what the server says first, or answers to the bytes.
tcp() {
    (
        exec 3<> "/dev/tcp/127.0.0.1/${port[$1]}" || exit 1
        [ -z "${2:-}" ] || printf '%b' "$2" >&3
        timeout 10 dd bs=4096 count=1 status=none <&3
    ) 2> /dev/null | tr -d '\0'
}

check() {
    local text number path contains send command scheme=http status
    text=$(line "$1" check)
    number=$(part "$text" port) path=$(part "$text" path) contains=$(part "$text" contains) send=$(part "$text" send) command=$(part "$text" command)
    if [ -n "$command" ]; then
        in_guest "$command" > "$work/answer" 2>&1 || return 1
    elif [ -n "$path" ]; then
        [ "$number" != 443 ] || scheme=https
        status=$(curl -s -k -m 60 -o "$work/answer" -D "$work/headers" -w '%{http_code}' "$scheme://127.0.0.1:${port[$number]}$path") || return 1
        [ "$status" -lt 400 ] || return 1
        grep -i '^location:' "$work/headers" >> "$work/answer"
    else
        tcp "$number" "$send" > "$work/answer"
        [ -s "$work/answer" ] || return 1
    fi
    [ -z "$contains" ] || grep -qaF -- "$contains" "$work/answer"
}

# --- more than the check: what a customer does first --------------------------------------------------------------------------

fail() { echo "  $*" >&2; return 1; }
# grep without -q everywhere here: it reads to the end, so that the program before it is not cut off and taken for failed.

deeper() {
    local password=$2 web=http://127.0.0.1:${port[80]:-0} clone
    case $1 in
        redis)
            tcp 6379 "AUTH $password\r\n" | grep '^+OK' > /dev/null || fail "the password is not taken" || return
            tcp 6379 "AUTH wrong\r\n" | grep '^-' > /dev/null || fail "a wrong password is taken"
            ;;
        mariadb)
            # Over the network card and not by the socket. The password goes by the environment.
            in_guest "MYSQL_PWD=$password mariadb -h \$(hostname -I | cut -d' ' -f1) -u admin --ssl -e 'CREATE DATABASE proof; SHOW STATUS LIKE \"Ssl_cipher\"'" | grep TLS > /dev/null || fail "no login with the password over TLS" || return
            ! in_guest "mariadb -h \$(hostname -I | cut -d' ' -f1) -u admin -e 'SELECT 1'" > /dev/null 2>&1 || fail "a login without a password" || return
            ! in_guest "mariadb -h \$(hostname -I | cut -d' ' -f1) -u root -e 'SELECT 1'" > /dev/null 2>&1 || fail "root from outside"
            ;;
        postgresql)
            command -v psql > /dev/null || { echo "  no psql here: the login was not tried" >&2; return 0; }
            PGCONNECT_TIMEOUT=30 PGPASSWORD=$password psql -qAt "host=127.0.0.1 port=${port[5432]} user=admin sslmode=require" -c 'CREATE TABLE proof (a int); SELECT 42' | grep 42 > /dev/null || fail "no login with the password over TLS" || return
            ! PGPASSWORD=$password psql -qAt "host=127.0.0.1 port=${port[5432]} user=admin sslmode=disable" -c 'SELECT 1' > /dev/null 2>&1 || fail "a login without TLS" || return
            ! PGPASSWORD=wrong psql -qAt "host=127.0.0.1 port=${port[5432]} user=admin sslmode=require" -c 'SELECT 1' > /dev/null 2>&1 || fail "a wrong password is taken"
            ;;
        prometheus)
            curl -s -m 60 -u "admin:$password" "http://127.0.0.1:${port[9090]}/api/v1/query?query=up" | grep '"status":"success"' > /dev/null || fail "no answer with the password" || return
            [ "$(curl -s -m 60 -o /dev/null -w '%{http_code}' "http://127.0.0.1:${port[9090]}/")" = 401 ] || fail "pages without a password"
            ;;
        gitweb)
            clone=$work/clone
            rm -rf "$clone"
            git -c http.sslVerify=false clone -q "https://git:$password@127.0.0.1:${port[443]}/git/first.git" "$clone" 2> /dev/null || fail "cannot clone" || return
            git -C "$clone" -c user.name=proof -c user.email=proof@example.test commit -q --allow-empty -m 'A proof' || return
            git -C "$clone" -c http.sslVerify=false push -q origin HEAD:main 2> "$work/push" || fail "cannot push: $(tail -n 1 "$work/push")" || return
            [ "$(curl -s -k -m 60 -o /dev/null -w '%{http_code}' "https://127.0.0.1:${port[443]}/git/first.git/info/refs?service=git-upload-pack")" = 401 ] || fail "a clone without a password"
            ;;
        mediawiki)
            curl -s -m 120 -c "$work/jar" "$web/api.php?action=query&meta=tokens&type=login&format=json" > "$work/token"
            curl -s -m 120 -b "$work/jar" -c "$work/jar" --data-urlencode "logintoken=$(jq -r .query.tokens.logintoken "$work/token")" --data "action=clientlogin&loginreturnurl=http://127.0.0.1/&username=Admin&password=$password&format=json" "$web/api.php" | grep '"PASS"' > /dev/null || fail "no login with the password"
            ;;
        wordpress)
            curl -s -k -m 120 "https://127.0.0.1:${port[443]}/wp-login.php" | grep WordPress > /dev/null || fail "no answer over TLS" || return
            HOST=127.0.0.1 HTTP_PORT=${port[80]} bash catalog/software/wordpress/check.sh > /dev/null || return
            curl -s -m 120 -o /dev/null -D "$work/headers" -b wordpress_test_cookie=1 --data-urlencode "log=admin" --data-urlencode "pwd=$password" --data "testcookie=1" "$web/wp-login.php"
            grep -qi '^set-cookie: wordpress_logged_in' "$work/headers" || fail "no login with the password"
            ;;
        nginx-php) curl -s -k -m 60 "https://127.0.0.1:${port[443]}/" | grep 'nginx and PHP' > /dev/null || fail "no answer over TLS" ;;
        wireguard) in_guest 'wg show wg0 peers | grep -q = && nft list table inet slipway_wireguard | grep -q masquerade && ip -4 -o addr show wg0 | grep -q 10.66.66.1' || fail "no tunnel" ;;
        docker)
            # A container made of the guest's own files, so that nothing has to be fetched.
            # shellcheck disable=SC2016  # for the guest's shell
            in_guest 'd=$(mktemp -d) && mkdir -p $d/bin && cp /bin/true $d/bin/ && ldd /bin/true | grep -o "/[^ ]*" | while read -r f; do mkdir -p $d$(dirname $f) && cp -L $f $d$f; done && tar -C $d -c . | docker import - proof > /dev/null && docker run --rm proof /bin/true' || fail "a container does not run"
            ;;
    esac
}

# prove NAME IMAGE - sets $answered, the seconds from the start of the machine to the check's yes.
prove() {
    local name=$1 image=$2 started file password passwords zone
    answered=-
    SSHPASS=$(head -c 12 /dev/urandom | od -An -tx1 | tr -d ' \n')
    export SSHPASS
    rm -f "$work"/disk.qcow2 "$work"/console
    seed "$name" || fail "no seed" || return
    started=$SECONDS
    boot "$name" "$image" || fail "the machine does not start" || return
    while :; do
        sleep 2
        kill -0 "$machine" 2> /dev/null || fail "the machine ended: $(tail -n 1 "$work/qemu.log")" || return
        check "$name" && break
        [ $((SECONDS - started)) -lt "$PATIENCE" ] || fail "no answer within $PATIENCE s" || return
    done
    answered=$((SECONDS - started))
    until in_guest test -f /var/lib/slipway/ready; do
        sleep 2
        [ $((SECONDS - started)) -lt "$PATIENCE" ] || fail "the first boot does not end" || return
    done
    if [ "$WAY" = baked ]; then
        in_guest test -f "/var/lib/slipway/software/$name.done" || [ ! -e "catalog/software/$name/first-boot.sh" ] || fail "first-boot.sh failed" || return
    else
        [ "$(in_guest cat "/var/lib/slipway/software/$name.exit")" = 0 ] || fail "install.sh failed" || return
    fi
    zone=$(in_guest 'cat /etc/timezone; date +%Z' | tr '\n' ' ')
    case $zone in 'Europe/Amsterdam CE'*) ;; *) fail "the time zone is '$zone'" || return ;; esac

    # The secret is this server's own: nothing of it is in the image that other servers are made from.
    file=$(access "$name" password_file)
    password=''
    if [ -n "$file" ]; then
        [ "$(in_guest stat -c %a:%U "$file")" = 600:root ] || fail "$file is not there with mode 600" || return
        passwords=$(in_guest cat "$file" | sed -nE 's/^ *(Password|PrivateKey|PresharedKey) *[:=] *//p')
        password=$(head -n 1 <<< "$passwords")
        [ ${#password} -ge 16 ] || fail "no password in $file" || return
        qemu-img convert -q -O raw "$image" "$work/raw" || return
        ! debugfs -R "stat $file" "$work/raw?offset=1048576" 2> /dev/null | grep -q '^Inode:' || fail "$file is in the image" || return
        ! LC_ALL=C grep -qaF -- "$passwords" "$work/raw" || fail "the password is in the image" || return
        rm -f "$work/raw"
    fi
    deeper "$name" "$password"
}

# --- all of them ----------------------------------------------------------------------------------------------------------------

images=("$OS")
if [ "$WAY" = baked ]; then
    for name in $ONLY; do images+=("$OS+$name"); done
fi
catalog/images/build-all.sh "$IMAGES" "${images[@]}" > "$work/build.log" 2>&1 || { cat "$work/build.log" >&2; echo "prove: an image could not be built" >&2; }

row='%-12s %-11s %9s %9s   %s\n'
# shellcheck disable=SC2059
printf "$row" software system 'image s' 'answer s' result
bad=0
for name in $ONLY; do
    image=$IMAGES/$OS.qcow2 label=$OS
    [ "$WAY" = first-boot ] || { image=$IMAGES/$OS+$name.qcow2 label=$OS+$name; }
    built=$(sed -nE "s/^${label//+/\\+}: \[ *([0-9]+)s\] .*\.qcow2: [0-9]+ MiB$/\1/p" "$work/build.log")
    result=failed
    answered=-
    if [ -f "$image" ] && ! grep -q "^$label: build-debian: " "$work/build.log" && prove "$name" "$image"; then
        result=ok
    else
        bad=1
        [ -z "$machine" ] || in_guest "tail -n 15 /var/log/slipway-$name.log; systemctl --failed --no-legend" 2> /dev/null | sed 's/^/  | /' >&2
    fi
    if [ -n "${KEEP:-}" ]; then
        mkdir -p "out/software/$name"
        cp "$work/console" "out/software/$name/" 2> /dev/null
        in_guest 'journalctl -b --no-pager -o short-monotonic' > "out/software/$name/journal" 2> /dev/null
    fi
    end_machine
    # shellcheck disable=SC2059
    printf "$row" "$name" "$OS" "${built:-there}" "$answered" "$result"
done
exit $bad
