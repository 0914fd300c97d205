#!/usr/bin/env bash
# All cases behind lighttpd, FastCGI by workers that it does not start, configured as
# shipped.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

use_setup lighttpd-external
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
