#!/usr/bin/env bash
# Signals and restarts behind lighttpd: no request is lost, nothing that was
# stored is, and no worker ends by itself.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/restart.sh
. "$(dirname "$0")/restart.sh"

home_with_dev_issuer lighttpd-fcgi

eventually has_workers "$PROCS" || fact_failed "workers: $(worker_pids)"
before=$(worker_pids)
begin_load
expect_no_request_was_lost
[ "$(worker_pids)" = "$before" ] || fact_failed "workers: $(worker_pids)"
result "no worker ends by itself"

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
kill -INT "$SERVER_PID"
expect_report_arrives
eventually is_gone "$SERVER_PID" || fact_failed "lighttpd does not end"
eventually no_workers || fact_failed "workers still run"
start_server
expect_report_is_there "$FLOWN"
result "a graceful stop (INT) answers what is in flight, then ends everything"

test_stop
finish
