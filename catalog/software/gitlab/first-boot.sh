#!/bin/bash
# Makes this server's own GitLab password and waits until GitLab answers. Run as root; running it again keeps the password.
# With the argument `secrets` it only makes the password, which the package reads while it is installed.
set -euo pipefail

environment=/etc/gitlab/slipway.env
credentials=/root/gitlab-credentials.txt

random() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }

if [ ! -e "$environment" ] && [ ! -e "$credentials" ]; then
    password=$(random 16)
    address=$(ip -4 -o route get 1.1.1.1 2> /dev/null | sed -n 's/.* src \([0-9.]*\).*/\1/p')
    umask 077
    mkdir -p /etc/gitlab
    cat > "$credentials" <<TEXT
GitLab on this server
  Page:      http://<this server's address>/
  User:      root
  Password:  $password
TEXT
    printf 'EXTERNAL_URL=http://%s\nGITLAB_ROOT_PASSWORD=%s\n' "${address:-$(uname -n)}" "$password" > "$environment"
    umask 022
fi
[ "${1:-}" != secrets ] || exit 0

gitlab-ctl start > /dev/null || true
for _ in $(seq 600); do
    page=$(curl -s -L -m 60 http://127.0.0.1/users/sign_in || true)
    case $page in *GitLab*)
        # GitLab has the password in its database now.
        rm -f "$environment" /etc/gitlab/initial_root_password
        echo "gitlab answers"
        exit 0
        ;;
    esac
    sleep 2
done
echo "gitlab does not answer on port 80" >&2
exit 1
