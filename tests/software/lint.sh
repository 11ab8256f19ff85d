#!/bin/bash
# Lints every script of catalog/, samples/, deploy/ and tests/, and what the recipes of software promise about their scripts.
# Ends with 1 when something is wrong.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
bad=0
wrong() { echo "lint: $*" >&2; bad=1; }

mapfile -d '' -t scripts < <(
    find catalog samples deploy tests -name '*.sh' -not -path '*/bin/*' -not -path '*/obj/*' -print0
    # Scripts without an ending say in their first line what they are.
    find catalog samples deploy tests -type f -not -name '*.*' -size -100k -exec grep -lZ -m 1 '^#!/bin/\(ba\)\?sh' {} +
)
if command -v shellcheck > /dev/null; then
    # Two processes: it is what takes the time here.
    printf '%s\0' "${scripts[@]}" | xargs -0 -P 2 -n 20 shellcheck || bad=1
else
    wrong "shellcheck is missing; deploy/setup/debian.sh test installs it"
fi

field() { sed -n "s/^$2: *//p" "$1/software.yaml"; }
for folder in catalog/software/*/; do
    folder=${folder%/}
    name=$(basename "$folder")
    [ -f "$folder/install.sh" ] || { wrong "$name has no install.sh"; continue; }
    for script in "$folder"/*.sh; do
        [ -x "$script" ] || wrong "$script is not executable"
        head -n 1 "$script" | grep -qE '^#!/bin/(ba)?sh$' || wrong "$script does not begin with #!/bin/bash or #!/bin/sh"
    done
    # A recipe names only systems that its script has a branch for.
    for os in $(field "$folder" os | tr -d '[],'); do
        case $os in
            debian-* | ubuntu-*) pattern="'${os%-*} ${os##*-}'" ;;
            centos-stream-*) pattern="'centos ${os##*-}'*" ;;
            *) pattern="'${os%-*} ${os##*-}'*" ;;
        esac
        grep -qF -- "$pattern" "$folder/install.sh" || wrong "$name: install.sh has no branch for $os"
    done
    for os in $(field "$folder" tested | tr -d '[],'); do
        [[ " $(field "$folder" os | tr -d '[],') " = *" $os "* ]] || wrong "$name: tested on $os, which is not in os"
    done
    case $(field "$folder" install) in
        baked) grep -q SLIPWAY_BAKE "$folder/install.sh" || wrong "$name: install.sh does not know SLIPWAY_BAKE" ;;
        first-boot) ;;
        *) wrong "$name: install must be baked or first-boot" ;;
    esac
    # Where the password lies is what the scripts write.
    file=$(sed -n 's/^  password_file: *//p' "$folder/software.yaml")
    [ -z "$file" ] || grep -qF "$file" "$folder/first-boot.sh" || wrong "$name: first-boot.sh does not write $file"
    # All files go onto a server by its seed.
    [ "$(cat "$folder"/* | wc -c)" -le 262144 ] || wrong "$name is larger than 256 KiB"
done
exit $bad
