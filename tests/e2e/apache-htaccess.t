#!/usr/bin/env bash
# All cases on a shared host: Apache, of which only .htaccess files can be
# changed, with the shipped ones.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

use_setup apache-htaccess
make_state <<END
[issuer dev]
preset = dev
END
make_tokens
start_server
run_cases

# Below its own address the program finds no route: its 404, not Apache's.
request GET /cgi-bin/weather.cgi/health
expect_problem 404 not-found
request GET /cgi-bin/weather.fcgi/health
expect_problem 404 not-found
result "the wrapper for plain CGI starts the same program"

# Without mod_fcgid the same files make it plain CGI.
stop_server TERM
sed -i '/^LoadModule fcgid_/d' "$E2E/server.conf"
start_server
get "$READ" '/api/reports?limit=1'
expect_status 200
eventually no_workers || fact_failed "there are workers"
result "the same files work on a host without mod_fcgid"

stop_server TERM
expect_clean_logs
result "the server ends and leaves nothing running"
finish
