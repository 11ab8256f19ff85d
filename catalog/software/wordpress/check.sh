#!/bin/sh
# Says from outside whether WordPress works on a server. Environment: HOST, HTTP_PORT (default 80).
set -u
: "${HOST:?HOST is missing}"
base=http://$HOST:${HTTP_PORT:-80}

fail() { echo "wordpress: $*" >&2; exit 1; }

command -v curl > /dev/null || fail "curl is missing here"
page=$(mktemp) || exit 1
trap 'rm -f "$page"' EXIT

# get PATH - leaves the answer in $page and its status in $status.
get() {
    status=$(curl -s -m 60 -o "$page" -w '%{http_code}' "$base$1") || fail "no answer from $base$1"
    ! grep -q 'Error establishing a database connection' "$page" || fail "$base$1: WordPress does not reach its database"
    [ "$status" = 200 ] || fail "$base$1: status $status instead of 200"
}

get /wp-login.php
grep -q WordPress "$page" || fail "$base/wp-login.php is not WordPress"
grep -q 'name="pwd"' "$page" || fail "$base/wp-login.php has no field for a password"
get /
grep -q wp-content "$page" || fail "$base/ is not a page of a WordPress theme"
echo "wordpress: works on $base"
