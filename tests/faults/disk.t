#!/usr/bin/env bash
# The disk is full, once and again, while callers write; the disk of the logs
# is full; the disk is read-only.  ROUNDS=n SEED=n.
# shellcheck source=tests/faults/lib.sh
. "$(dirname "$0")/lib.sh"

in_own_mounts
ROUNDS=${ROUNDS:-4}
PROCS=2
fault_home lighttpd-fcgi 48m 16m
start_server
begin_load
# fill FOLDER KIB: so much is left, or nothing.
fill() {
	local left
	left=$(df --output=avail "$E2E/$1" | tail -n 1)
	: >"$E2E/$1/filler"
	dd if=/dev/zero of="$E2E/$1/filler" bs=1K count=$((left - $2)) \
		status=none 2>/dev/null
	[ "$2" != 0 ] || cat /dev/zero >>"$E2E/$1/filler" 2>/dev/null
}

number=0
for ((round = 0; round < ROUNDS; round++)); do
	expect_progress
	fill state $((RANDOM % 2 * (RANDOM % 64)))
	for ((n = 0; n < 50; n++)); do
		write_one "full-$((number += 1))"
		[ "$STATUS" != 507 ] || break
		[ "$STATUS" = 201 ] || expect_status 503
	done
	expect_problem 507 storage-full
	get "$READ" '/api/reports?limit=5'
	[ "$STATUS" = 200 ] || expect_problem 507 storage-full
	get "$(sign_dev '{"scope":"weather.read"}' --ttl -3600)" /api/reports
	expect_problem 401 invalid-token
	ctl token revoke --issuer dev --jti "full-$round" \
		>"$E2E/out/ctl" 2>&1 && revoked="${revoked:-} full-$round"
	! grep -vE 'full|revoked' "$E2E/out/ctl" || fact_failed "revoke"
	rm "$E2E/state/filler"
done
expect_progress
result "a full disk is 507, $ROUNDS times; reading and refusing go on"

ctl token revoked >"$E2E/out/ctl"
for token in ${revoked:-}; do
	grep -q "jti $token\$" "$E2E/out/ctl" || fact_failed "$token is lost"
done
end_load
expect_writes
expect_verdicts
expect_sound_databases
expect_no_leaks
result "what was acknowledged is there once, what was refused is not"

fill log 0
begin_load
for n in 1 2 3 4 5 6 7 8; do
	get "$READ" /api/no
	expect_status 404
	get "$(sign_dev '{}' --none)" /api/reports
	expect_problem 401 invalid-token
done
expect_progress
end_load
rm "$E2E/log/filler"
expect_writes
result "a full disk of the logs keeps nobody from an answer"

# Whoever reads first maps what the killed ones left for reading alone.
kill_server
# busy until the last of the killed has gone
eventually mount -o remount,ro "$E2E/state" 2>>"$E2E/out/mount" ||
	fact_failed "not read-only: $(tail -n 1 "$E2E/out/mount")"
start_server
curl --silent --parallel --parallel-max 8 --output "$E2E/load" \
	-H "$(bearer "$READ")" \
	"http://127.0.0.1:$PORT/api/reports?limit=[1-40]" 2>/dev/null
get "$READ" '/api/reports?limit=5'
expect_status 200
write_one read-only
expect_problem 503 read-only
get "$(sign_dev '{"scope":"weather.read","jti":"revoked-1"}')" /api/reports
expect_problem 401 invalid-token
get "$(sign_dev '{}' --none)" /api/reports
expect_problem 401 invalid-token
grep -q 'store/' "$E2E/log/server.log" ||
	fact_failed "the log is silent: $(tail -n 3 "$E2E/log/server.log")"
mount -o remount,rw "$E2E/state"
# shellcheck disable=SC2317 # by eventually
writes() {
	local n
	for n in 1 2 3 4 5 6; do
		write_one "writable-$((number += 1))"
		[ "$STATUS" = 201 ] || return 1
	done
}
eventually writes || expect_status 201
expect_writes
expect_sound_databases
result "a read-only disk is 503, and one that is writable again is good"

stop_server TERM
expect_clean_logs
result "the server stops"
finish
