#!/usr/bin/env bash
# Without keys.db a request that brought no token at all was answered 503: the
# database was opened before the header was read.  A client must learn from a
# 401 that it needs a token, and 503 only when its token could not be checked.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/cgi/lib.sh
. tests/cgi/lib.sh
setup ""
token=$(mint --subject alice --scope weather.read)
cgi GET /api/reports HTTP_AUTHORIZATION="Bearer $token" </dev/null
grep -q '^Status: 200' "$work/out"
result "with keys.db the token is good" $? "$work/out"
rm -f "$work/state/keys.db"*
cgi GET /api/reports </dev/null
grep -q '^Status: 401' "$work/out" && grep -q '^WWW-Authenticate: ' "$work/out"
result "no token: 401, whatever the database" $? "$work/out"
cgi GET /api/reports HTTP_AUTHORIZATION="Bearer a, Bearer b" </dev/null
grep -q '^Status: 400' "$work/out"
result "two tokens: 400" $? "$work/out"
cgi GET /api/reports HTTP_AUTHORIZATION="Bearer $token" </dev/null
grep -q '^Status: 503' "$work/out"
result "a token that cannot be checked: 503, not accepted" $? "$work/out"
finish
