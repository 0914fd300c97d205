#!/usr/bin/env bash
# Changes of every kind in random order, by workers, CGI processes, weatherctl,
# strangers and writers that are killed: after each one two workers that
# remember answers say what a process says that remembers nothing.
# SEED and ROUNDS of the environment make a longer run.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/cgi/lib.sh
. tests/cgi/lib.sh
setup ""
ALICE=$(mint --subject alice --scope 'weather.read weather.write')
BOB=$(mint --subject bob --scope 'weather.read weather.write')
ADA=$(mint --subject ada --role Admin --scope 'weather.read weather.write')
export ALICE BOB ADA WORK=$work
start_workers worker.1 worker.2
seed=${SEED:-20261122} rounds=${ROUNDS:-40}
perl tests/cgi/differential.pl "$seed" "$rounds" 2>&1 | tee "$work/out"
[ "${PIPESTATUS[0]}" = 0 ]
result "what is remembered is what is true, $rounds times" $? "$work/out"
# shellcheck disable=SC2086 # as above
kill -TERM $workers
# shellcheck disable=SC2086
wait $workers
finish
