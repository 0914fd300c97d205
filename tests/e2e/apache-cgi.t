#!/usr/bin/env bash
# All cases behind Apache, plain CGI (mod_cgid), configured as shipped.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

use_setup apache-cgi
make_state <<END
[issuer dev]
preset = dev
END
make_tokens
start_server
run_cases
stop_server TERM
expect_clean_logs
result "the server ends and leaves nothing running"
finish
