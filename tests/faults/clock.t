#!/usr/bin/env bash
# The clock of the workers jumps, by hours and by years, forth and back: tokens
# are judged by the time that it shows, and nothing of a wrong time outlives it.
# shellcheck source=tests/faults/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/clock.sh
. "$(dirname "$0")/../e2e/clock.sh"

PROCS=2
fault_home lighttpd-fcgi
use_movable_clock
start_server
begin_load
expect_progress
end_load
foreign=$(sed -n 's/^writer-0 //p' "$E2E/out/tokens")

# expect_good TOKEN: it writes.
expect_good() {
	post "$1" /api/reports \
		"{\"description\":\"plain-$((NUMBER += 1))\",
		\"location\":{\"city\":\"Bend\"}}" -H "$2"
	echo "plain $STATUS plain-$NUMBER $(header Location)" \
		>>"$E2E/out/journal.self"
	expect_status 201
}

expect_bad() {
	post "$1" /api/reports \
		'{"description":"evil","location":{"city":"Bend"}}'
	expect_status 401
}

NUMBER=0
jumps='7200 -7200 400000000'
[ -z "${LONG:-}" ] || jumps="$jumps 100000 -100000 -400000000 60000"
for jump in $jumps; do
	move_clock "$jump"
	# a token of then, and one of now
	now=$(($(date +%s) + jump))
	then=$(sign_dev '{"scope":"weather.write"}' --now "$now")
	for _ in 1 2; do
		if [ "$jump" -gt 0 ] && [ "$jump" -lt "$TTL" ]; then
			expect_good "$WRITE" 'X-Plain: 1'
		else
			expect_bad "$WRITE"
		fi
		expect_good "$then" 'X-Plain: 1'
		expect_good "$then" "Idempotency-Key: \"j$jump-$NUMBER\""
		expect_bad "$(sign_dev '{"scope":"weather.write"}' \
			--now $((now - 7200)) --ttl 3600)"
		expect_bad "$(sign_dev '{"scope":"weather.write"}' \
			--now $((now + 7200)) --ttl 3600)"
		expect_bad "$(sign_dev '{"scope":"weather.write",
			"jti":"revoked-1"}' --now "$now")"
		get "$then" '/health'
		expect_status 200
	done
	move_clock 0
	for _ in 1 2; do
		expect_good "$WRITE" "Idempotency-Key: \"b$jump-$NUMBER\""
		expect_bad "$(sign_dev '{"scope":"weather.write"}' --now "$now" \
			--ttl 3600)"
		get "$READ" '/api/weather/Bend'
		[ "$STATUS" = 404 ] || expect_status 200
	done
	expect_good "$foreign" 'X-Plain: 1'
	result "the clock jumps by $jump seconds and back"
done

begin_load
expect_progress
end_load
expect_writes
expect_verdicts
expect_sound_databases
result "afterwards everything is as if it had not jumped"

stop_server TERM
expect_clean_logs
result "the server stops"
finish
