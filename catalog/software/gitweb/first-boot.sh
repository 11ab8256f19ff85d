#!/bin/bash
# Makes this server's own password and certificate and a first repository, and waits until the pages answer. Run as root;
# running it again keeps what is there.
set -euo pipefail

users=/etc/nginx/git-users
tls=/etc/nginx/tls
credentials=/root/gitweb-credentials.txt

random() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }

[ -e /srv/git/first.git ] || git-new first public > /dev/null
install -d -m 700 "$tls"
if [ ! -e "$users" ]; then
    password=$(random 12)
    # 5000 rounds would be felt with each request; the password is long.
    hash=$(openssl passwd -apr1 -stdin <<< "$password")
    umask 077
    if [ ! -e "$tls/server.pem" ]; then
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj "/CN=$(uname -n)" \
            -keyout "$tls/server.key" -out "$tls/server.new" 2> /dev/null
        mv "$tls/server.new" "$tls/server.pem"
    fi
    cat > "$credentials" <<TEXT
Git repositories on this server
  Pages:     http://<this server's address>/
  Clone:     https://<this server's address>/git/first.git (the certificate is the server's own)
  User:      git
  Password:  $password

Another repository: git-new NAME, or git-new NAME public
TEXT
    echo "git:$hash" > "$users.new"
    chown root:www-data "$users.new"
    chmod 640 "$users.new"
    mv "$users.new" "$users"
    umask 022
fi
systemctl start fcgiwrap.socket
systemctl restart nginx.service

for _ in $(seq 60); do
    page=$(curl -s -m 60 http://127.0.0.1/ || true)
    case $page in *gitweb*) echo "the pages answer"; exit 0 ;; esac
    sleep 1
done
echo "the pages do not answer on port 80" >&2
exit 1
