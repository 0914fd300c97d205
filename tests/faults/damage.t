#!/usr/bin/env bash
# Damaged databases, before and while they are served: no damage makes a token
# good that is not, or a good one bad; the answer is 200 or a problem of 5xx;
# weatherctl check names the file; and when it is replaced by a sound one, all
# is well without a restart.
# shellcheck source=tests/faults/lib.sh
. "$(dirname "$0")/lib.sh"

PROCS=2
fault_home lighttpd-fcgi
REVOKED=$(sed -n 's/^revoked:401 //p' "$E2E/out/tokens")
FORGED=${WRITE/%???/AAA}
start_server
begin_load
expect_progress
end_load
stop_server TERM
# whoever ends first leaves a journal to the others
for name in weather.db keys.db; do
	as_server sqlite3 "$E2E/state/$name" 'PRAGMA wal_checkpoint(TRUNCATE)' \
		>"$E2E/out/checkpoint"
done
as_server cp -a "$E2E/state" "$E2E/upload/good"
list_journal

# What is damaged stays the same file, for those who have it open.
overwrite() { # FILE OFFSET COUNT
	head -c "$3" /dev/urandom |
		as_server dd of="$E2E/state/$1" bs=1 seek="$2" conv=notrunc \
			status=none
}

# Every page but the first few, which tell what kind of file it is.
damage_pages() {
	local size page
	size=$(stat -c %s "$E2E/state/$1")
	for ((page = 4096 * $2; page < size; page += 4096)); do
		overwrite "$1" "$page" 64
	done
}

# The sound file takes the place of the damaged one.
put_back() {
	local name
	for name in weather.db keys.db; do
		rm -f "$E2E/state/$name-wal" "$E2E/state/$name-shm"
		as_server cp -p "$E2E/upload/good/$name" "$E2E/state/new"
		as_server mv "$E2E/state/new" "$E2E/state/$name"
	done
}

# An answer of a service that is not well; never a wrong one.
expect_well_or_fault() {
	[ "$STATUS" = "$1" ] || [[ $STATUS == 50[037] ]] ||
		fact_failed "$DAMAGE: $2: $STATUS, not $1 or 5xx"
	[ "$STATUS" = "$1" ] || grep -q '"type":"/problems/' "$E2E/body" ||
		fact_failed "$DAMAGE: $2: no problem document"
	ANSWERS="$ANSWERS $STATUS"
}

# Each twice, for either worker.
try_service() {
	ANSWERS=''
	for _ in 1 2; do
		get "$READ" '/api/reports?limit=1000'
		expect_well_or_fault 200 read
		get "$READ" '/api/weather/Bend'
		[ "$STATUS" = 404 ] || expect_well_or_fault 200 weather
		write_one "damaged-$((NUMBER += 1))"
		expect_well_or_fault 201 write
		get "$REVOKED" /api/me
		expect_well_or_fault 401 revoked
		get "$FORGED" /api/me
		expect_well_or_fault 401 forged
		get "$READ" /health
		expect_well_or_fault 200 health
	done
	echo "# $DAMAGE:$ANSWERS"
}

is_well() {
	get "$READ" /health
	[ "$STATUS" = 200 ] || return
	get "$READ" '/api/reports?limit=5'
	[ "$STATUS" = 200 ] || return
	write_one "well-$((NUMBER += 1))"
	[ "$STATUS" = 201 ]
}

# All of them in the long form, else three.
chosen() {
	if [ -n "${LONG:-}" ]; then
		cat
	else
		shuf -n 3 --random-source=<(yes "$SEED")
	fi
}

NUMBER=0
while read -r file what; do
	DAMAGE="$file, $what"
	for when in before while; do
		put_back
		[ "$when" = before ] || start_server
		[ "$when" = before ] || is_well || fact_failed "$DAMAGE: ill"
		case $what in
		header) overwrite "$file" 0 100 ;;
		'first page') overwrite "$file" 100 3900 ;;
		'all pages') damage_pages "$file" 1 ;;
		'most pages') damage_pages "$file" 6 ;;
		half) truncate -s 20000 "$E2E/state/$file" ;;
		empty) truncate -s 0 "$E2E/state/$file" ;;
		gone) rm "$E2E/state/$file" ;;
		'is noise') overwrite "$file" 0 30000 ;;
		esac
		[ "$when" = while ] || start_server
		try_service
		# a write may have healed what a worker still knew
		ctl check >"$E2E/out/check" 2>&1 &&
			[[ $when = before || $ANSWERS == *50* ]] &&
			fact_failed "$DAMAGE: check finds nothing"
		[[ $when = while && $ANSWERS != *50* ]] ||
			grep -q "^error: .*$file" "$E2E/out/check" ||
			fact_failed "$DAMAGE: $(cat "$E2E/out/check")"
		put_back
		eventually is_well || fact_failed "$DAMAGE: still ill: $STATUS"
		get "$REVOKED" /api/me
		expect_status 401
		stop_server TERM
	done
	result "$DAMAGE"
done < <(chosen <<-END
	weather.db header
	weather.db first page
	weather.db all pages
	weather.db most pages
	weather.db half
	weather.db empty
	weather.db gone
	keys.db header
	keys.db all pages
	keys.db half
	keys.db empty
	keys.db gone
	keys.db is noise
END
)

# What the journal (-wal) says behind its damage is lost with it; what is
# before is whole, and the service goes on.
put_back
rm -f "$E2E"/out/journal*
start_server
begin_load
expect_progress
kill -KILL "$SERVER_PID"
wait "$SERVER_PID" 2>/dev/null
for pid in $(worker_pids); do
	kill -KILL "$pid"
done
eventually no_workers || fact_failed "workers still run"
kill -TERM "$LOAD_PID"
size=$(stat -c %s "$E2E/state/weather.db-wal")
echo "# weather.db-wal: $size bytes"
[ "$size" -gt 100000 ] || fact_failed "hardly a journal"
overwrite weather.db-wal $((size / 2)) 5000
start_server
wait "$LOAD_PID"
eventually is_well || fact_failed "ill: $STATUS"
list_journal
list_found
comm -13 "$E2E/out/asked.reports" \
	<(cut -d' ' -f1 "$E2E/out/found.reports" | grep -v '^well') \
	>"$E2E/out/strange"
as_server sqlite3 "$E2E/upload/good/weather.db" \
	'SELECT description FROM report' | sort >"$E2E/out/older"
comm -23 "$E2E/out/strange" "$E2E/out/older" >"$E2E/out/missing"
expect_none "reports that nobody wrote" "$E2E/out/missing"
comm -13 <(cut -d' ' -f1 "$E2E/out/found.reports") "$E2E/out/older" \
	>"$E2E/out/missing"
expect_none "reports from before the journal missing" "$E2E/out/missing"
expect_sound_databases
stop_server TERM
result "a damaged journal costs what is behind its damage, and nothing else"
finish
