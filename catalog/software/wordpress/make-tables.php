<?php
// Makes WordPress's tables and first content. The passwords and keys used here are thrown away; see first-boot.sh.
error_reporting(E_ALL & ~E_DEPRECATED & ~E_NOTICE & ~E_WARNING);
$_SERVER['HTTP_HOST'] = 'localhost';
$_SERVER['SERVER_NAME'] = 'localhost';
$_SERVER['REQUEST_URI'] = '/';
$_SERVER['REQUEST_METHOD'] = 'GET';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
define('WP_INSTALLING', true);
define('DB_NAME', 'wordpress');
define('DB_USER', 'bake');
define('DB_PASSWORD', getenv('BAKE_PASSWORD'));
define('DB_HOST', 'localhost:' . getenv('BAKE_SOCKET'));
// Otherwise WordPress makes keys of its own and keeps them in the database - of every server alike.
foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $name) {
    define($name . '_KEY', bin2hex(random_bytes(32)));
    define($name . '_SALT', bin2hex(random_bytes(32)));
}
define('WP_HOME', 'http://localhost');
define('WP_SITEURL', 'http://localhost');
define('DISABLE_WP_CRON', true);
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('WP_CONTENT_DIR', '/var/lib/wordpress/wp-content');
define('ABSPATH', '/usr/share/wordpress/');
$table_prefix = 'wp_';
// No mail to an address that nobody has, and nothing to be tried over the network.
function wp_new_blog_notification($title, $url, $user, $password) {}
require ABSPATH . 'wp-settings.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
$made = wp_install('WordPress', 'admin', 'admin@example.invalid', true, '', bin2hex(random_bytes(16)));
if (empty($made['user_id'])) {
    fwrite(STDERR, "WordPress's own installation failed\n");
    exit(1);
}
foreach (['auth_key', 'auth_salt', 'logged_in_key', 'logged_in_salt', 'secure_auth_key', 'secure_auth_salt', 'nonce_key', 'nonce_salt', 'secret'] as $option)
    delete_site_option($option);
