#!/bin/bash
# Waits until Jenkins answers and keeps the password that it makes for its first page. Run as root; may be run again.
set -euo pipefail

made=/var/lib/jenkins/secrets/initialAdminPassword
credentials=/root/jenkins-credentials.txt

systemctl start jenkins.service
for _ in $(seq 300); do
    page=$(curl -s -m 20 http://127.0.0.1:8080/login || true)
    case $page in *Jenkins*) break ;; esac
    sleep 1
done
case ${page:-} in *Jenkins*) ;; *) echo "jenkins does not answer on port 8080" >&2; exit 1 ;; esac

# Jenkins removes it when the first page is done.
if [ -s "$made" ] && [ ! -e "$credentials" ]; then
    umask 077
    cat > "$credentials" <<TEXT
Jenkins on this server
  Page:      http://<this server's address>:8080/
  User:      admin
  Password:  $(cat "$made")

The first page asks for this password and lets you choose your own.
TEXT
fi
echo "jenkins answers"
