#!/usr/bin/env bash
# What `make run` prints works, survives killed processes, and ends cleanly.
set -u

tests=$(cd "$(dirname "$0")/.." && pwd)
export B=${WEATHER_BUILD:-$tests/../build/release}
home=$(mktemp -d "${TMPDIR:-/tmp}/weather-run.XXXXXX")
export DEMO=$home/demo
run_pid='' count=0 failed=0 facts_failed=0

# shellcheck disable=SC2317 # called by trap
clean_up() {
	[ -z "$run_pid" ] || kill -TERM "$run_pid" 2>/dev/null
	wait
	rm -rf "$home"
}
trap clean_up EXIT

fact_failed() {
	facts_failed=$((facts_failed + 1))
	printf '# %s\n' "$*" >&2
}

result() {
	count=$((count + 1))
	if [ "$facts_failed" = 0 ]; then
		echo "ok $count - $1"
	else
		echo "not ok $count - $1"
		sed 's/^/#  err: /' "$home/err" >&2
		failed=$((failed + 1))
	fi
	facts_failed=0
}

is() {
	[ "$1" = "$2" ] || fact_failed "'$1', not '$2'"
}

eventually() {
	local tries=600
	until "$@"; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || return 1
		sleep 0.05
	done
}

free_port() {
	perl -MIO::Socket::INET -e '
		print IO::Socket::INET->new(Listen => 1,
			LocalAddr => "127.0.0.1:0")->sockport'
}

is_over() {
	! kill -0 "$run_pid" 2>/dev/null
}

is_ready_or_over() {
	grep -q 'Ctrl-C ends' "$home/out" || is_over
}

# Nothing that follows makes sense, nor is safe, without its processes.
find_processes() {
	eventually is_ready_or_over
	lighttpd=$(pgrep -P "$run_pid" -x lighttpd) &&
		workers=$(pgrep -P "$lighttpd") &&
		grep -q 'Ctrl-C ends' "$home/out" && return
	sed 's/^/# /' "$home/out" "$home/err" >&2
	echo 'Bail out! It does not start'
	exit 1
}

# start [COMMAND that runs another one]
start() {
	: >"$home/out" # now: the background may be late to do so
	# what started this test may ignore signals, and a shell cannot undo that
	env --default-signal=HUP,INT,QUIT "$@" bash "$tests/demo/run.sh" \
		>"$home/out" 2>"$home/err" &
	run_pid=$!
	find_processes
}

# Waits for the end; $1 is the exit code wanted.
ended_with() {
	local code=0
	eventually is_over || fact_failed "it does not end"
	wait "$run_pid" || code=$?
	run_pid=''
	is "$code" "$1"
	# shellcheck disable=SC2086 # lists of process ids
	for pid in $lighttpd $workers; do
		kill -0 "$pid" 2>/dev/null && fact_failed "$pid still runs"
	done
	if (: <"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null; then
		fact_failed "port $PORT is still served"
	fi
}

# The printed line that matches, run as it is; its status, and its body.
line() {
	grep -E "^curl .*$1" "$home/out"
}

status_of() {
	bash -c "$1 -s -o '$home/body' -w '%{http_code}'"
}

reports() {
	status_of "$(line '/api/reports$' | grep -v POST)" >/dev/null
	jq -c '[.[].description]' "$home/body"
}

PORT=$(free_port)
export PORT
start
read_line=$(line '/api/weather/Seattle$')
write_line=$(line POST)
is "$(grep -c '^curl ' "$home/out")" 3
is "$(status_of "$read_line")" 200
is "$(jq -r '.temp | type' "$home/body")" number
is "$(status_of "${read_line/Seattle/New%20York}")" 200
# shellcheck disable=SC2001 # a pattern
is "$(status_of "$(sed "s/-H 'Authorization[^']*'//" <<<"$read_line")")" 401
is "$(reports)" '[]'
is "$(status_of "$write_line")" 201
is "$(reports)" '["Rain over the Sound"]'
result "the printed lines read weather, write a report, and want a token"

token=${read_line#*Bearer }
token=${token%%\'*}
wrong_line="${write_line%%Bearer*}Bearer $token'${write_line#*Bearer *\'}"
is "$(status_of "$wrong_line")" 403
is "$(jq -r .type "$home/body")" /problems/insufficient-scope
is "$(bash -c "$wrong_line -s -o /dev/null -D -" |
	grep -ci 'scope="weather.write"')" 1
is "$(reports)" '["Rain over the Sound"]'
result "a token for reading does not write, and the answer names the scope"

busy=0
bash "$tests/demo/run.sh" >"$home/out2" 2>"$home/err2" || busy=$?
is "$busy" 69
grep -q "make run PORT=" "$home/err2" || fact_failed "$(cat "$home/err2")"
is "$(status_of "$read_line")" 200
for port in x 0 65536 999999 -1; do
	busy=0
	PORT=$port bash "$tests/demo/run.sh" >"$home/out2" 2>"$home/err2" ||
		busy=$?
	is "$busy" 64
done
result "a busy port and what is no port are explained"

# shellcheck disable=SC2086 # a list of process ids
kill -KILL $workers
reads_again() {
	[ "$(status_of "$read_line")" = 200 ]
}
eventually reads_again ||
	fact_failed "no workers after KILL"
is "$(reports)" '["Rain over the Sound"]'
workers="$workers $(pgrep -P "$lighttpd")"
kill -KILL "$lighttpd"
ended_with 69
grep -q 'lighttpd ended by itself' "$home/err" || fact_failed "no reason"
result "killed workers come back; a killed lighttpd leaves nothing running"

start
is "$(reports)" '["Rain over the Sound"]'
is "$(status_of "$(line '/api/weather/Seattle$')")" 200
kill -TERM "$run_pid"
ended_with 0
result "the report is there after all that, and TERM ends everything"

start
server_conf=$(tr '\0' '\n' <"/proc/$lighttpd/cmdline" | tail -n 1)
[ -f "$server_conf" ] || fact_failed "no file $server_conf"
kill -HUP "$run_pid"
ended_with 0
[ ! -e "$(dirname "$server_conf")" ] || fact_failed "$server_conf is left"
result "nothing is left behind but the demo's state"

if [ "$(id -u)" = 0 ] && setpriv --reuid=nobody --regid=nogroup \
	--clear-groups test -r "$tests/demo/run.sh" -a -x "$B/bin/weatherctl"
then
	install -d -o nobody "$home/nobody"
	chmod 755 "$home"
	start setpriv --reuid=nobody --regid=nogroup --clear-groups env \
		DEMO="$home/nobody/demo"
	is "$(status_of "$(line '/api/weather/Seattle$')")" 200
	is "$(status_of "$(line POST)")" 201
	kill -TERM "$run_pid"
	ended_with 0
	is "$(find "$home/nobody/demo" -not -user nobody | wc -l)" 0
	result "an ordinary user runs it as well"
else
	echo "ok $((count += 1)) - an ordinary user runs it # SKIP not root"
fi

echo "1..$count"
[ "$failed" = 0 ]
