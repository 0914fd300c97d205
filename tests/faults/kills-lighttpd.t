#!/usr/bin/env bash
# SIGKILL of any process behind lighttpd: see kills.sh.  KILLS=n SEED=n.
# shellcheck source=tests/faults/kills.sh
. "$(dirname "$0")/kills.sh"

PROCS=4
fault_home lighttpd-fcgi
run_campaign
run_controls
stop_server TERM
expect_clean_logs
result "the server stops"
finish
