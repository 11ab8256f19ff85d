#!/bin/bash
# Makes this server's own Odoo passwords and its database, and waits until Odoo answers. Run as root; running it again
# keeps what is there.
set -euo pipefail

settings=/etc/odoo/odoo.conf
done=/etc/odoo/.slipway-done
credentials=/root/odoo-credentials.txt

random() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }
as_odoo() { setpriv --reuid odoo --regid odoo --init-groups env HOME=/var/lib/odoo "$@"; }

systemctl start postgresql.service
if [ ! -e "$done" ]; then
    systemctl stop odoo.service
    master=$(random 16)
    password=$(random 12)
    # The package's role owns the databases; the master password opens the page that makes them.
    sed -i -E '/^;? *(admin_passwd|list_db|db_name|proxy_mode) *=/d' "$settings"
    sed -i "s|^\[options\]|[options]\nadmin_passwd = $master\ndb_name = odoo\nlist_db = False|" "$settings"
    grep -q '^admin_passwd' "$settings" || { echo "$settings has no [options]" >&2; exit 1; }
    chown odoo:odoo "$settings"
    chmod 640 "$settings"
    # Its tables, without the examples. A database that was begun and not ended is made anew.
    setpriv --reuid postgres --regid postgres --init-groups psql -q -d postgres -c 'DROP DATABASE IF EXISTS odoo'
    as_odoo odoo -c "$settings" -d odoo -i base --without-demo=all --stop-after-init --no-http
    # By the standard input: a command line can be read by everybody.
    as_odoo odoo shell -c "$settings" -d odoo --no-http <<PYTHON
env['res.users'].search([('login', '=', 'admin')]).password = '$password'
env.cr.commit()
PYTHON
    umask 077
    cat > "$credentials" <<TEXT
Odoo on this server
  Page:      http://<this server's address>:8069/
  User:      admin
  Password:  $password
  Master password: $master
TEXT
    umask 022
    : > "$done"
fi
systemctl start odoo.service

for _ in $(seq 300); do
    page=$(curl -s -m 60 http://127.0.0.1:8069/web/login || true)
    case $page in *Odoo*) echo "odoo answers"; exit 0 ;; esac
    sleep 1
done
echo "odoo does not answer on port 8069" >&2
exit 1
