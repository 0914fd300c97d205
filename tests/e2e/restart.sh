# shellcheck shell=bash
# What the tests of signals and restarts share.

home_with_dev_issuer() {
	use_setup "$1"
	make_state <<-END
		[issuer dev]
		preset = dev
	END
	READ=$(mint --subject reader --scope weather.read)
	WRITE=$(mint --subject alice --scope weather.write)
	start_server
}

# --- a request that stays in its worker until we say so -----------------------

# Another writer holds the database; a report waits for it, 2 s at most.
hold_database() {
	coproc HOLDER { as_server sqlite3 -batch "$E2E/state/weather.db"; }
	printf 'BEGIN IMMEDIATE;\nSELECT 1;\n' >&"${HOLDER[1]}"
	read -r -t 5 <&"${HOLDER[0]}" || bail_out "the database is not held"
}

release_database() {
	local pid=$HOLDER_PID
	printf 'COMMIT;\n.quit\n' >&"${HOLDER[1]}"
	wait "$pid"
}

# A worker has the listening socket and, while busy, one connection.
busy_worker() {
	local pid
	for pid in $(worker_pids); do
		if [ "$(find "/proc/$pid/fd" -lname 'socket:*' | wc -l)" -ge 2 ]
		then
			echo "$pid"
			return 0
		fi
	done
	return 1
}

some_worker_is_busy() {
	busy_worker >"$E2E/busy"
}

# Leaves the pid of the worker that has it in $E2E/busy.
begin_report() {
	hold_database
	curl --silent --show-error --max-time 30 --dump-header "$E2E/flying" \
		--output "$E2E/flying.body" -H "$(bearer "$WRITE")" \
		-H 'Content-Type: application/json' --data-binary \
		'{"description":"in flight","location":{"city":"Bend"}}' \
		"http://127.0.0.1:$PORT/api/reports" 2>"$E2E/flying.err" &
	FLYING=$!
	eventually some_worker_is_busy || fact_failed "no worker became busy"
}

# The report was answered and is there.
expect_report_arrives() {
	release_database
	wait "$FLYING" || fact_failed "cut: $(cat "$E2E/flying.err")"
	cp "$E2E/flying" "$E2E/head"
	read_headers
	grep -q '^HTTP/1.1 201' "$E2E/flying" ||
		fact_failed "answered $(head -n 1 "$E2E/flying")"
	FLOWN=$(header Location)
}

report_is_there() {
	get "$READ" "$1"
	[ "$STATUS" = 200 ]
}

expect_report_is_there() {
	eventually report_is_there "$1" || expect_status 200
}

# --- load ---------------------------------------------------------------------

# 400 requests on 4 connections, each answer's status in $E2E/load.
begin_load() {
	curl --silent --parallel --parallel-max 4 --output "$E2E/load.body" \
		--write-out '%{http_code}\n' -H "$(bearer "$READ")" \
		"http://127.0.0.1:$PORT/api/reports?limit=[1-400]" \
		>"$E2E/load" 2>"$E2E/load.err" &
	LOAD=$!
}

load_has_begun() {
	[ -s "$E2E/load" ]
}

expect_no_request_was_lost() {
	wait "$LOAD" || fact_failed "curl: $(head -n 3 "$E2E/load.err")"
	[ "$(sort "$E2E/load" | uniq -c | tr -s ' ')" = ' 400 200' ] ||
		fact_failed "answers: $(sort "$E2E/load" | uniq -c | tr '\n' ' ')"
}

# --- tests of every FastCGI set-up --------------------------------------------

test_hup_under_load() {
	local before pid
	begin_load
	eventually load_has_begun || fact_failed "no load"
	before=$(worker_pids)
	while is_running "$LOAD"; do
		for pid in $before; do
			kill -HUP "$pid"
		done
		sleep 0.05
	done
	expect_no_request_was_lost
	expect_same_workers "$before"
	result "HUP under load loses no request and keeps every worker's pid"
}

test_graceful_restart_under_load() {
	begin_load
	eventually load_has_begun || fact_failed "no load"
	kill -USR1 "$SERVER_PID"
	is_running "$LOAD" || fact_failed "the load ended before the restart"
	expect_no_request_was_lost
	eventually answers || fact_failed "it does not answer after its restart"
	result "a graceful restart (USR1) under load loses no request"
}

test_hup_reads_the_configuration() {
	local before pid
	sed -i 's|^cors_origins = .*|cors_origins = https://new.example|' \
		"$E2E/weather.conf"
	before=$(worker_pids)
	request GET /health -H 'Origin: https://new.example'
	expect_no_header Access-Control-Allow-Origin
	for pid in $before; do
		kill -HUP "$pid"
	done
	for pid in 1 2 3 4; do
		eventually new_origin_is_known ||
			fact_failed "the new configuration is not in force"
	done
	expect_same_workers "$before"
	sed -i 's|^state_dir = .*|state_dir =|' "$E2E/weather.conf"
	for pid in $before; do
		kill -HUP "$pid"
	done
	for pid in 1 2 3 4; do
		request GET /health
		expect_status 200
	done
	expect_same_workers "$before"
	sed -i "s|^state_dir =.*|state_dir = $E2E/state|" "$E2E/weather.conf"
	result "HUP brings a new configuration into force, but not a broken one"
}

new_origin_is_known() {
	request GET /health -H 'Origin: https://new.example'
	[ "$(header Access-Control-Allow-Origin)" = https://new.example ]
}

# TERM, INT and USR1 to a worker alone: the web server starts another one.
test_signals_to_a_busy_worker() {
	local signal pid
	for signal in TERM INT USR1; do
		begin_report
		pid=$(cat "$E2E/busy")
		kill -"$signal" "$pid"
		is_running "$pid" || fact_failed "$signal ends a busy worker"
		expect_report_arrives
		eventually is_gone "$pid" || fact_failed "$signal is forgotten"
		eventually answers || fact_failed "nobody answers after $signal"
		expect_report_is_there "$FLOWN"
	done
	result "a busy worker answers before TERM, INT or USR1 ends it"
}

test_kill_of_the_workers() {
	local pid
	post "$WRITE" /api/reports \
		'{"description":"kept","location":{"city":"Bend"}}'
	expect_status 201
	KEPT=$(header Location)
	for pid in $(worker_pids); do
		kill -KILL "$pid"
	done
	expect_report_is_there "$KEPT"
	result "a report outlives SIGKILL of every worker"
}

test_kill_of_everything() {
	kill_server
	start_server
	expect_report_is_there "$KEPT"
	result "a report outlives SIGKILL of the web server and every worker"
}

test_stop() {
	stop_server TERM
	[ -z "$(home_pids)" ] || fact_failed "still running: $(home_pids)"
	expect_clean_logs
	result "stopping the server leaves nothing running"
}
