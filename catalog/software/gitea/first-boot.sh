#!/bin/bash
# Makes this server's own secrets of Gitea and its first user, and waits until Gitea answers. Run as root; running it again
# keeps what is there.
set -euo pipefail

settings=/etc/gitea/app.ini
credentials=/root/gitea-credentials.txt

as_git() { setpriv --reuid git --regid git --init-groups env HOME=/var/lib/gitea USER=git GITEA_WORK_DIR=/var/lib/gitea "$@"; }

if [ ! -e "$settings" ]; then
    umask 077
    cat > "$settings.new" <<INI
APP_NAME = Gitea
RUN_USER = git
WORK_PATH = /var/lib/gitea

[server]
HTTP_PORT = 3000
DISABLE_SSH = false
LFS_START_SERVER = true
LFS_JWT_SECRET = $(gitea generate secret LFS_JWT_SECRET)

[database]
DB_TYPE = sqlite3
PATH = /var/lib/gitea/data/gitea.db

[repository]
ROOT = /var/lib/gitea/data/repositories

[security]
INSTALL_LOCK = true
SECRET_KEY = $(gitea generate secret SECRET_KEY)
INTERNAL_TOKEN = $(gitea generate secret INTERNAL_TOKEN)

[oauth2]
JWT_SECRET = $(gitea generate secret JWT_SECRET)

[service]
DISABLE_REGISTRATION = true
INI
    chown root:git "$settings.new"
    chmod 640 "$settings.new"
    mv "$settings.new" "$settings"
    umask 022
fi
as_git gitea migrate --config "$settings" > /dev/null
if [ ! -e "$credentials" ]; then
    # Gitea makes the password and says it; none stands on a command line. A user of a run that ended early goes first.
    as_git gitea admin user delete --config "$settings" --username gitadmin > /dev/null 2>&1 || true
    said=$(as_git gitea admin user create --config "$settings" --username gitadmin --email gitadmin@example.invalid --admin --random-password --random-password-length 20)
    password=$(sed -n "s/.*generated random password is '\(.*\)'.*/\1/p" <<< "$said")
    [ -n "$password" ] || { echo "gitea said no password" >&2; exit 1; }
    umask 077
    cat > "$credentials" <<TEXT
Gitea on this server
  Page:      http://<this server's address>:3000/
  User:      gitadmin
  Password:  $password
TEXT
    umask 022
fi
systemctl restart gitea.service

for _ in $(seq 120); do
    page=$(curl -s -L -m 20 http://127.0.0.1:3000/ || true)
    case $page in *Gitea*) echo "gitea answers"; exit 0 ;; esac
    sleep 1
done
echo "gitea does not answer on port 3000" >&2
exit 1
