<?php
// The settings of this wiki. The secrets of this server are in the file that is read at the end.
if (!defined('MEDIAWIKI')) {
    exit;
}

// The wiki answers under every address and name that is pointed at it. Once it has its name, write it down here instead:
//   $wgServer = 'https://wiki.example.com';
$slipway_https = ($_SERVER['HTTPS'] ?? '') === 'on';
$slipway_host = preg_replace('/[^A-Za-z0-9.:\[\]-]/', '', $_SERVER['HTTP_HOST'] ?? 'localhost');
$wgServer = ($slipway_https ? 'https://' : 'http://') . $slipway_host;

$wgSitename = 'Wiki';
$wgMetaNamespace = 'Project';
$wgScriptPath = '';
$wgArticlePath = '/index.php/$1';
$wgResourceBasePath = $wgScriptPath;
$wgLogos = ['1x' => "$wgResourceBasePath/resources/assets/wiki.png"];
$wgLanguageCode = 'en';

$wgDBtype = 'sqlite';
$wgDBserver = '';
$wgDBname = 'wiki';
$wgDBuser = '';
$wgDBpassword = '';
$wgSQLiteDataDir = '/var/lib/mediawiki/data';

$wgMainCacheType = CACHE_ACCEL;
$wgCacheDirectory = '/var/lib/mediawiki/cache';
$wgEnableUploads = true;
$wgEnableEmail = false;
$wgEnableUserEmail = false;
$wgDiff3 = '/usr/bin/diff3';

// Everybody reads; who has an account writes; Admin makes the accounts.
$wgGroupPermissions['*']['edit'] = false;
$wgGroupPermissions['*']['createaccount'] = false;

wfLoadSkin('Vector');
wfLoadSkin('MonoBook');
wfLoadSkin('Timeless');
$wgDefaultSkin = 'vector';

require '/etc/mediawiki/secrets.php';
