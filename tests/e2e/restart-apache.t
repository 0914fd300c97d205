#!/usr/bin/env bash
# Signals and restarts behind Apache with mod_fcgid: no request is lost and
# nothing that was stored is.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/restart.sh
. "$(dirname "$0")/restart.sh"

home_with_dev_issuer apache-fcgid

begin_load
expect_no_request_was_lost
result "no request is lost while workers are started"

test_hup_under_load
test_hup_reads_the_configuration
test_signals_to_a_busy_worker

begin_report
kill -USR1 "$SERVER_PID"
expect_report_arrives
eventually answers || fact_failed "it does not answer after its restart"
expect_report_is_there "$FLOWN"
result "a graceful restart (USR1) answers what is in flight"
test_graceful_restart_under_load

test_kill_of_the_workers
test_kill_of_everything

begin_report
kill -WINCH "$SERVER_PID"
expect_report_arrives
eventually is_gone "$SERVER_PID" || fact_failed "Apache does not end"
eventually no_workers || fact_failed "workers still run"
start_server
expect_report_is_there "$FLOWN"
result "a graceful stop (WINCH) answers what is in flight, then ends everything"

test_stop
finish
