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
stop_server TERM
expect_clean_logs
result "the server ends and leaves nothing running"
finish
