<?php
// Gives the first user of the wiki the password from the environment, in the form MediaWiki keeps it, and ends its sessions.
$password = getenv('ADMIN_PASSWORD');
if (!$password) {
    fwrite(STDERR, "ADMIN_PASSWORD is missing\n");
    exit(1);
}
$salt = random_bytes(16);
$hash = ':pbkdf2:sha512:30000:64:' . base64_encode($salt) . ':' . base64_encode(hash_pbkdf2('sha512', $password, $salt, 30000, 64, true));
$wiki = new PDO('sqlite:/var/lib/mediawiki/data/wiki.sqlite', null, null, [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION]);
$change = $wiki->prepare("UPDATE user SET user_password = CAST(? AS BLOB), user_newpassword = '', user_token = ? WHERE user_name = 'Admin'");
$change->execute([$hash, bin2hex(random_bytes(16))]);
if ($change->rowCount() !== 1) {
    fwrite(STDERR, "there is no user Admin\n");
    exit(1);
}
