#!/usr/bin/env bash
# What `make run` starts: a demo of the whole service on this machine.
#
#	B=build/release PORT=8080 bash tests/demo/run.sh
#
# State stays in build/demo, so that what was stored is there next time; all
# else is gone when it ends.  Ends with Ctrl-C, TERM or HUP.
set -euo pipefail
umask 077

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
port=${PORT:-8080}
build=$(cd "$root" && cd "${B:-build/release}" && pwd)
demo=${DEMO:-$root/build/demo}
url=http://127.0.0.1:$port
server=
run=
stopping=no

say() {
	printf 'demo: %s\n' "$*" >&2
}

# lighttpd leads a process group of its own: whatever happened to it, its
# workers are found there.
# shellcheck disable=SC2317 # called by trap
stop() {
	stopping=yes
	if [ -n "$server" ]; then
		kill -TERM -- "-$server" 2>/dev/null ||
			kill -TERM "$server" 2>/dev/null || true
		for _ in $(seq 50); do
			kill -0 -- "-$server" 2>/dev/null || break
			sleep 0.1
		done
		kill -KILL -- "-$server" 2>/dev/null || true
		wait "$server" 2>/dev/null || true
	fi
	[ -z "$run" ] || rm -rf "$run"
}

case $port in
'' | *[!0-9]*) port_good=no ;;
*) [ "${#port}" -le 5 ] && [ "$port" -ge 1 ] && [ "$port" -le 65535 ] &&
	port_good=yes || port_good=no ;;
esac
if [ "$port_good" = no ]; then
	say "PORT=$port is no port; a number from 1 to 65535 is needed"
	exit 64
fi
if (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
	say "port $port of 127.0.0.1 is taken; choose another one:" \
		"make run PORT=$((port < 65535 ? port + 1 : 8080))"
	exit 69
fi

lighttpd=$(PATH=$PATH:/usr/sbin:/sbin command -v lighttpd) || {
	say "lighttpd is missing; run: make deps"
	exit 69
}

# A second signal must not end the cleaning up that the first one began.
# shellcheck disable=SC2317 # called by trap
leave() {
	[ "$stopping" = yes ] || exit 0
}

trap stop EXIT
trap leave INT TERM HUP

mkdir -p "$demo"
cat >"$demo/weather.conf" <<CONF
# Written by make run; only for this machine.
[server]
state_dir = $demo/state
public_url = $url
fetch_program = $build/bin/weather-fetch
# Tokens come from: weatherctl token mint
[issuer dev]
preset = dev
CONF
ctl() {
	"$build/bin/weatherctl" --config "$demo/weather.conf" "$@"
}
ctl init >&2
# A new day moves the years of some rows: they replace those of another run.
awk -v now="$(date -u +%Y-%m-%dT%H:%M:%SZ)" -f "$here/days.awk" \
	"$here/daily_seattle_newyork.csv" >"$demo/observations.csv"
ctl import observations --source demo --replace "$demo/observations.csv" >&2

# Names of sockets are short, and build/ may be deep.
run=$(mktemp -d /tmp/weather-demo.XXXXXX)
cat >"$run/lighttpd.conf" <<CONF
server.bind = "127.0.0.1"
server.port = $port
server.document-root = "$run/empty"
server.upload-dirs = ( "$run" )
include "$root/lighttpd-conf/weather-fastcgi.conf"
CONF
mkdir "$run/empty"
WEATHER_PROGRAM=$build/bin/weather.fcgi WEATHER_CONFIG=$demo/weather.conf \
	WEATHER_SOCKET=$run/socket WEATHER_WEB=$root/build/web \
	setsid "$lighttpd" -D -f "$run/lighttpd.conf" 2>"$demo/log" &
server=$!

healthy=no
for _ in $(seq 100); do
	if [ "$(curl -s -m 2 "$url/health")" = '"OK"' ]; then
		healthy=yes
		break
	fi
	kill -0 "$server" 2>/dev/null || break
	sleep 0.1
done
if [ "$healthy" = no ]; then
	say "the service does not answer at $url/health; its log says:"
	cat "$demo/log" >&2
	exit 69
fi

read_token=$(ctl token mint --scope weather.read --expires 86400)
write_token=$(ctl token mint --scope weather.write --expires 86400)
cat <<LINES
The weather service answers at $url (log: $demo/log).

Read the weather of Seattle, and the reports, with a token for reading:

curl -H 'Authorization: Bearer $read_token' $url/api/weather/Seattle
curl -H 'Authorization: Bearer $read_token' $url/api/reports

Write a report with a token for writing:

curl -X POST -H 'Authorization: Bearer $write_token' -H 'Content-Type: application/json' -d '{"description":"Rain over the Sound","location":{"city":"Seattle","state":"WA"}}' $url/api/reports

The tokens are good for a day. Ctrl-C ends the service.
LINES

code=0
wait "$server" || code=$?
say "lighttpd ended by itself (exit code $code); its log says:"
tail -n 20 "$demo/log" >&2
exit 69
