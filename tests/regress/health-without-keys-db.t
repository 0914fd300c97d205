#!/usr/bin/env bash
# /health said OK while keys.db was away and every token was refused with 503.
# shellcheck source=tests/cgi/lib.sh
. tests/cgi/lib.sh
setup ""
cgi GET /health </dev/null
[ "$(value Status)" = "200 OK" ]
result "both databases are there" $? "$work/out"
mv "$work/state/keys.db" "$work/state/away"
cgi GET /health </dev/null
[ "$(value Status)" = "503 Service Unavailable" ]
result "keys.db is not" $? "$work/out"
logged "the log says which file is missing and what to run" \
	"keys.db is missing: run"
cgi GET /problems/busy </dev/null
[ "$(value Status)" = "200 OK" ]
result "what needs no database goes on" $? "$work/out"
finish
