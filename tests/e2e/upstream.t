#!/usr/bin/env bash
# shellcheck disable=SC2119,SC2317 # what eventually calls
# Eight workers and one weather provider: who asks it, who waits, and who is
# kept waiting by nobody.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

PROCS=8
use_setup lighttpd-fcgi
# shellcheck disable=SC2034 # for provider.sh
work=$E2E
# shellcheck source=tests/provider.sh
. "$tests/provider.sh"
start_provider
[ "$(id -u)" != 0 ] || chown www-data "$E2E/key"
make_state <<END
[issuer dev]
preset = dev
[upstream]
provider = openweathermap
base_url = $PROVIDER/data/2.5
api_key_file = $E2E/key
allow_insecure_loopback = on
END
make_tokens
start_server 8>&-
eventually has_workers 8 || fact_failed "workers: $(worker_pids)"
owm=data/2.5/weather
before=$(worker_pids)

on_db() {
	as_server sqlite3 -cmd '.timeout 5000' "$E2E/state/weather.db" "$1"
}

# storm COUNT CITY: so many requests at once; a line for each, its status, how
# long it took, Weather-Stale and the temperature.
storm() {
	local i
	for i in $(seq "$1"); do
		cat <<-END
			url = "http://127.0.0.1:$PORT/api/weather/$2"
			header = "$(bearer "$READ")"
			output = "$E2E/storm.$i"
			silent
			max-time = 30
			write-out = "%{http_code} %{time_total} %header{weather-stale}\\n"
			next
		END
	done | sed '$d' | curl --parallel --parallel-immediate \
		--parallel-max 64 --config - >"$E2E/storm" 2>"$E2E/curl.err" ||
		fact_failed "storm: $(cat "$E2E/curl.err")"
}

# all_are COUNT STATUS SECONDS [STALE]
all_are() {
	local wrong
	wrong=$(awk -v status="$2" -v limit="$3" -v stale="${4:-}" '
		$1 != status || $2 > limit || (stale && $3 != stale) { print }
		END { if (NR != '"$1"') print NR " answers" }' "$E2E/storm")
	[ -z "$wrong" ] || fact_failed "$(head -n 5 <<<"$wrong")"
}

asked_times() {
	[ "$(times_asked)" = "$1" ] || fact_failed "asked $(times_asked) times, not $1"
}

is_asked() {
	[ "$(times_asked)" = "$1" ]
}

no_worker_has_children() {
	local pid
	for pid in $(worker_pids); do
		[ -z "$(cat "/proc/$pid/task/$pid/children")" ] || return 1
	done
}

# --- nothing is stored

# The provider answers when something is written to the fifo.
mkfifo "$provider_home/$owm"
storm 24 Portland &
eventually is_asked 1 || fact_failed "nobody asks"
weather_now >"$provider_home/$owm"
wait $!
all_are 24 200 20
for i in $(seq 24); do
	[ "$(jq .temp "$E2E/storm.$i")" = 1 ] || fact_failed "answer $i"
done
asked_times 1
rm "$provider_home/$owm"
weather_now | says $owm
storm 24 Portland
all_are 24 200 20 '?0'
asked_times 1
result "eight workers ask once, and all have the answer"

storm 24 Boston
all_are 24 200 20 '?0'
asked_times 2
result "nor do they ask more often when the answer is quick"

# --- an old answer

on_db 'UPDATE upstream SET fetched_at = fetched_at - 7200'
lies $owm mute
storm 24 Portland
all_are 24 200 4 '?1'
eventually is_asked 3 || fact_failed "nobody refreshes"
# while one of them waits for the provider, all of them serve
storm 48 Portland
all_are 48 200 4 '?1'
get "$READ" /api/reports
expect_status 200
echo "$KEY" >"$E2E/leak"
grep -lsaFf "$E2E/leak" /proc/[0-9]*/cmdline /proc/[0-9]*/environ &&
	fact_failed "the key shows in a process"
for pid in $before; do
	kill -HUP "$pid"
done
storm 24 Portland
all_are 24 200 4 '?1'
eventually no_worker_has_children || fact_failed "a fetch was left behind"
failed_once() {
	[ "$(on_db 'SELECT failures FROM upstream_right')" = 1 ]
}
eventually failed_once || fact_failed "no failure is noted"
asked_times 3
[ "$(worker_pids)" = "$before" ] || fact_failed "workers: $(worker_pids)"
result "nobody waits where there is an old answer; one refreshes it"

on_db 'UPDATE upstream_right SET not_before = 0'
weather_now '.main.temp = 280.15' | says $owm
storm 8 Portland
all_are 8 200 4
is_new() {
	[ "$(on_db "SELECT temp FROM upstream WHERE city_key = 'portland'")" = 700 ]
}
eventually is_new || fact_failed "it is not refreshed"
storm 8 Portland
all_are 8 200 4 '?0'
asked_times 4
result "when the provider is back its answer is the one that is given"

# --- a worker dies while it asks

lies $owm mute
storm 1 Salem &
eventually is_asked 5 || fact_failed "nobody asks"
asking() {
	local pid
	for pid in $(worker_pids); do
		[ -n "$(cat "/proc/$pid/task/$pid/children")" ] && echo "$pid"
	done
}
kill -KILL "$(asking)"
wait $!
weather_now | says $owm
storm 1 Salem
all_are 1 503 10
on_db 'UPDATE upstream SET lease_until = lease_until - 15'
storm 8 Salem
all_are 8 200 10 '?0'
asked_times 6
result "a worker killed while it asks is replaced when its lease is over"

# --- the key

for file in "$E2E"/log/* "$E2E"/state/* "$E2E"/storm.* "$E2E/init.out" \
	"$E2E/leak"; do
	grep -qaF "$KEY" "$file" && echo "$file"
done >"$E2E/leaks"
[ "$(cat "$E2E/leaks")" = "$E2E/leak" ] || fact_failed "$(cat "$E2E/leaks")"
grep -qa 'event=upstream-fetched provider=openweathermap' "$E2E"/log/* ||
	fact_failed "no log of a fetch"
result "no log, database or answer has the key"

stop_provider
stop_server TERM
expect_clean_logs
result "stopping the server leaves nothing running"
finish
