#!/usr/bin/env bash
# HUP with a weather.conf that reads well but whose issuers contradict each
# other ended the worker: what was tried before the new start was less than
# what the new start refuses.  A worker must never end by itself.
set -u
: "${WEATHER_BUILD:?run me through make check}"

work=$(mktemp -d "${TMPDIR:-/tmp}/weather-hup.XXXXXX")
worker=
trap 'kill -KILL $worker 2>/dev/null; rm -rf "$work"' EXIT

eventually() {
	for _ in $(seq 200); do
		if "$@"; then return 0; fi
		sleep 0.05
	done
	return 1
}

is_told() {
	grep -q "$1" "$work/log" || ! kill -0 "$worker" 2>/dev/null
}

result() {
	if [ "$2" = 0 ]; then echo "ok $1"; else echo "not ok $1"; fi
}

cat >"$work/weather.conf" <<END
[server]
state_dir = $work/state
public_url = http://localhost
[issuer one]
preset = oidc
issuer = https://id.example
audience = weather
END
"$WEATHER_BUILD/bin/weather.fcgi" --config "$work/weather.conf" \
	--listen "$work/socket" 2>"$work/log" &
worker=$!
eventually test -S "$work/socket"
cat >>"$work/weather.conf" <<END
[issuer two]
preset = oidc
issuer = https://id.example
audience = other
END
kill -HUP "$worker"
eventually is_told event=reload-refused
kill -0 "$worker" 2>/dev/null
result "1 - the worker lives" $?
grep -q 'event=reload-refused.*\[issuer one\] and \[issuer two\]' "$work/log"
result "2 - the log says what was refused" $?
kill -TERM "$worker" 2>/dev/null
wait "$worker"
result "3 - the worker ends when it is told to" $?
echo 1..3
