#!/bin/bash
# Runs a program behind a web server with the configuration as shipped, until
# its standard input ends.
#
#	bench/server.sh SETUP PROGRAM CONFIG PROCESSES
#
# SETUP is one of tests/e2e/setups.sh.  Prints the server's address when it
# answers.
set -u
bench=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/e2e/lib.sh
. "$bench/../tests/e2e/lib.sh"
# shellcheck disable=SC2034 # read by lib.sh, which has one of its own
PROCS=$4
use_setup "$1"
cp "$2" "$WEATHER_PROGRAM"
export WEATHER_CONFIG=$3
start_server
echo "http://127.0.0.1:$PORT"
cat >/dev/null
# who is not gone then is killed with the rest of this home
kill -TERM "$SERVER_PID"
eventually is_gone "$SERVER_PID"
