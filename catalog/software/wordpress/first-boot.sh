#!/bin/bash
# Makes this server's own WordPress secrets and certificate and waits until the site answers. Run once, as root; running it
# again keeps what is there.
set -euo pipefail

config=/etc/wordpress/config-default.php
credentials=/root/wordpress-credentials.txt
tls=/etc/nginx/tls

random() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }

systemctl start --no-block mariadb.service
install -d -m 700 "$tls"
if [ ! -e "$tls/server.pem" ]; then
    (
        umask 077
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj "/CN=$(uname -n)" \
            -keyout "$tls/server.key" -out "$tls/server.new" 2> /dev/null
        mv "$tls/server.new" "$tls/server.pem"
    )
fi
systemctl restart --no-block nginx.service
systemctl start mariadb.service

if [ ! -e "$config" ]; then
    database_password=$(random 20)
    admin_password=$(random 10)
    hash=$(ADMIN_PASSWORD=$admin_password php -n -r '
        require "/usr/share/wordpress/wp-includes/class-phpass.php";
        echo (new PasswordHash(8, true))->HashPassword(getenv("ADMIN_PASSWORD"));')
    [ "${#hash}" -ge 20 ] || { echo "could not hash the password" >&2; exit 1; }
    mariadb <<SQL
CREATE OR REPLACE USER wordpress@localhost IDENTIFIED BY '$database_password';
GRANT ALL ON wordpress.* TO wordpress@localhost;
UPDATE wordpress.wp_users SET user_pass = '$hash' WHERE user_login = 'admin';
SQL
    umask 077
    cat > "$credentials" <<TEXT
WordPress on this server
  Page:      http://<this server's address>/
  Log in:    http://<this server's address>/wp-login.php
  User:      admin
  Password:  $admin_password

The database 'wordpress' belongs to the user 'wordpress'; its password is in $config.
TEXT
    {
        echo "<?php"
        echo "define('DB_NAME', 'wordpress');"
        echo "define('DB_USER', 'wordpress');"
        echo "define('DB_PASSWORD', '$database_password');"
        echo "define('DB_HOST', 'localhost');"
        for name in AUTH SECURE_AUTH LOGGED_IN NONCE; do
            echo "define('${name}_KEY', '$(random 32)');"
            echo "define('${name}_SALT', '$(random 32)');"
        done
        cat <<'PHP'
// The site answers under every address and name that is pointed at it. Once it has its name, write it down here instead:
//   define('WP_HOME', 'https://www.example.com'); define('WP_SITEURL', WP_HOME);
if (!defined('WP_HOME')) {
    $slipway_https = !empty($_SERVER['HTTPS']) || ($_SERVER['HTTP_X_FORWARDED_PROTO'] ?? '') === 'https';
    $slipway_host = preg_replace('/[^A-Za-z0-9.:\[\]-]/', '', $_SERVER['HTTP_HOST'] ?? 'localhost');
    define('WP_HOME', ($slipway_https ? 'https://' : 'http://') . $slipway_host);
    define('WP_SITEURL', WP_HOME);
}
PHP
    } > "$config.new"
    chown root:www-data "$config.new"
    chmod 640 "$config.new"
    # Last, by rename: from here on the site works, and a second run finds everything done.
    mv "$config.new" "$config"
fi

# The first page compiles all of WordPress; let that be ours and not the visitor's.
for _ in $(seq 120); do
    page=$(curl -s -m 60 http://127.0.0.1/wp-login.php || true)
    case $page in *WordPress*) echo "the site answers"; exit 0 ;; esac
    sleep 1
done
echo "the site does not answer on port 80" >&2
exit 1
