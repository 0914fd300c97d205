#!/usr/bin/env bash
# Requests made at random, straight on the FastCGI socket of a worker and
# through lighttpd: none is left without an answer, none shows a fault of the
# program, and none without a good token gets anything below /api.
# REQUESTS=n SEED=n.
# shellcheck source=tests/faults/lib.sh
. "$(dirname "$0")/lib.sh"

REQUESTS=${REQUESTS:-10000}
PROCS=1
fault_home lighttpd-fcgi
{
	make_load_tokens
	echo "broken $(sign_dev '{"scope":["weather.write"],"exp":"x"}')"
	echo "reader $(sign_dev_sized 15000)"
} | grep -v "^writer-0" >"$E2E/out/random.tokens"
start_server

# random_requests COUNT SEED WAY PLACE
try_random() {
	"$WEATHER_BUILD/tools/random_requests" "$@" <"$E2E/out/random.tokens" \
		>"$E2E/out/random" || fact_failed "$(grep '^#' "$E2E/out/random")"
	echo "# $3: $(grep -v '^#' "$E2E/out/random" |
		awk '{ printf "%s x %s, ", $1, $2 }')"
}

before=$(worker_pids)
start=$EPOCHSECONDS
try_random $((REQUESTS * 9 / 10)) "$SEED" fcgi "$WEATHER_SOCKET-0"
for status in 200 201 400 401 403 404 405 413 415 422; do
	grep -q "^$status " "$E2E/out/random" || fact_failed "no $status at all"
done
expect_same_workers "$before"
echo "# in $((EPOCHSECONDS - start)) s"
result "$((REQUESTS * 9 / 10)) random requests on the socket of a worker"

try_random $((REQUESTS / 10)) $((SEED + 1)) http "$PORT"
expect_same_workers "$before"
result "$((REQUESTS / 10)) random requests through lighttpd"

# A token that is good but called bad, and its answer is one that must not be.
sed 's/^reader/bad/' "$E2E/out/random.tokens" >"$E2E/out/lying.tokens"
"$WEATHER_BUILD/tools/random_requests" 1000 "$SEED" fcgi "$WEATHER_SOCKET-0" \
	<"$E2E/out/lying.tokens" >"$E2E/out/random" &&
	fact_failed "a wrong yes is not seen"
grep -q 'ACCEPTED without' "$E2E/out/random" || fact_failed "$(cat "$E2E/out/random")"
result "the harness sees a token that is accepted and must not be"

expect_sound_databases
post "$WRITE" /api/reports '{"description":"last","location":{"city":"Bend"}}'
expect_status 201
get "$READ" '/api/reports?limit=1'
expect_json '.[0].description == "last"'
expect_no_leaks
result "the service answers, and its worker has lost neither memory nor descriptors"

stop_server TERM
expect_clean_logs
result "the server stops"
finish
