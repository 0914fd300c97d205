#!/usr/bin/env bash
# Four writers post at once while SIGKILL ends worker after worker.  Every 201
# was true, and nothing is there twice: a report with an Idempotency-Key,
# repeated until it is answered, is there exactly once, one without at most
# once.  KILL_SEED=n replays the order of the kills.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

WRITERS=4 REPORTS=60
PROCS=4
use_setup lighttpd-fcgi
make_state <<-END
	[issuer dev]
	preset = dev
END
READ=$(mint --subject reader --scope weather.read)
start_server

# post_once WRITER NUMBER HEADER: prints the status; the answer's headers go to
# the writer's own file.
post_once() {
	curl --silent --max-time 10 --output /dev/null \
		--dump-header "$E2E/out/head.$1" --write-out '%{http_code}' \
		-H "$(bearer "$(cat "$E2E/out/token.$1")")" -H "$3" \
		-H 'Content-Type: application/json' --data-binary \
		"{\"description\":\"$1/$2\",\"location\":{\"city\":\"Bend\"}}" \
		"http://127.0.0.1:$PORT/api/reports"
}

location_of() {
	sed -n 's/^[Ll]ocation: \([^\r]*\).*/\1/p' "$E2E/out/head.$1"
}

# Even reports are repeated until they are stored, odd ones are sent once.
write_reports() {
	local n tries status
	for ((n = 0; n < REPORTS; n++)); do
		tries=200
		while :; do
			if ((n % 2)); then
				status=$(post_once "$1" $n 'X-Plain: 1')
				tries=0
			else
				status=$(post_once "$1" $n \
					"Idempotency-Key: \"k-$n\"")
			fi
			[ "$status" != 201 ] || break
			((tries-- > 0)) || break
			sleep 0.05
		done
		echo "$n $status $(location_of "$1")" >>"$E2E/out/sent.$1"
	done
}

is_any_writer_left() {
	local pid
	for pid in "$@"; do
		is_running "$pid" && return 0
	done
	return 1
}

KILL_SEED=${KILL_SEED:-$((EPOCHSECONDS % 32768))}
echo "# KILL_SEED=$KILL_SEED"
RANDOM=$KILL_SEED
eventually has_workers "$PROCS" || fact_failed "workers: $(worker_pids)"
for ((w = 0; w < WRITERS; w++)); do
	mint --subject "writer-$w" --scope weather.write >"$E2E/out/token.$w"
	write_reports "$w" &
	writers="${writers:-} $!"
done
kills=0
# shellcheck disable=SC2086 # a list of numbers
while is_any_writer_left $writers; do
	mapfile -t pids < <(worker_pids)
	if [ ${#pids[@]} -gt 0 ]; then
		kill -KILL "${pids[RANDOM % ${#pids[@]}]}" 2>/dev/null &&
			kills=$((kills + 1))
	fi
	sleep "0.0$((RANDOM % 9 + 1))"
done
# shellcheck disable=SC2086
wait $writers
echo "# $kills workers killed"
[ "$kills" -ge 10 ] || fact_failed "only $kills workers were killed"
result "workers die while four write"

# lighttpd leaves out for a while whoever did not take a connection
# shellcheck disable=SC2317 # eventually calls it
all_serve() {
	request GET /health && [ "$STATUS" = 200 ] &&
		request GET /health && [ "$STATUS" = 200 ] &&
		request GET /health && [ "$STATUS" = 200 ] &&
		request GET /health && [ "$STATUS" = 200 ]
}
eventually all_serve || fact_failed "workers do not answer: $STATUS"
next='/api/reports?limit=100'
: >"$E2E/out/found"
while [ -n "$next" ]; do
	get "$READ" "$next"
	expect_status 200
	jq -r '.[] | .description + " /api/reports/" + .id' <"$E2E/body" \
		>>"$E2E/out/found"
	next=$(header Link)
	next=${next#<}
	next=${next%%>*}
done
twice=$(cut -d' ' -f1 "$E2E/out/found" | sort | uniq -d)
[ -z "$twice" ] || fact_failed "there twice: $twice"
result "nothing is there twice"

for ((w = 0; w < WRITERS; w++)); do
	while read -r n status location; do
		if [ "$status" = 201 ]; then
			grep -qxF "$w/$n $location" "$E2E/out/found" ||
				fact_failed "$w/$n was answered 201, $location"
		elif ((n % 2 == 0)); then
			fact_failed "$w/$n: $status in spite of repeating"
		fi
	done <"$E2E/out/sent.$w"
done
stored=$(cat "$E2E"/out/sent.* | grep -c ' 201 ')
echo "# $stored of $((WRITERS * REPORTS)) answered 201," \
	"$(wc -l <"$E2E/out/found") stored"
[ "$stored" -ge $((WRITERS * REPORTS / 2)) ] || fact_failed "$stored stored"
result "every 201 is found, under the address that it named"

ctl check >"$E2E/out/check" 2>&1 ||
	fact_failed "$(cat "$E2E/out/check")"
as_server sqlite3 -bail "$E2E/state/weather.db" \
	"INSERT INTO report_fts (report_fts) VALUES ('integrity-check')" \
	>"$E2E/out/check" 2>&1 || fact_failed "$(cat "$E2E/out/check")"
get "$READ" '/api/reports?city=bend&limit=1000'
expect_json "length == $(wc -l <"$E2E/out/found")"
result "the database and its index of words are sound"

stop_server TERM
result "the server stops"
finish
