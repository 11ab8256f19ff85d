<!doctype html>
<html lang="en">
<title>It works</title>
<p>nginx and PHP <?= PHP_MAJOR_VERSION . '.' . PHP_MINOR_VERSION ?> are ready. This page is /var/www/html/index.php.</p>
