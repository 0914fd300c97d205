#!/usr/bin/env bash
# HUP while a worker refreshed keys ahead started the program anew at once: the
# fetch stayed behind as a zombie, and its lease barred every process from
# fetching for 15 seconds.
# shellcheck source=tests/cgi/lib.sh
. tests/cgi/lib.sh
worker=
trap 'kill -KILL $worker 2>/dev/null; rm -rf "$work"' EXIT
mint=$WEATHER_BUILD/tools/mint
setup ""
sed -i "s|^fetch_program.*|fetch_program = $work/fetch|" "$WEATHER_CONFIG"
cat >>"$WEATHER_CONFIG" <<END
[issuer far]
preset = oidc
issuer = https://id.example
jwks_uri = https://id.example/keys
audience = weather
algorithms = ES256
END
"$mint" jwks tests/keys/p256.pem:one:ES256 >"$work/keys"
token=$("$mint" sign tests/keys/p256.pem --kid one --alg ES256 --claims \
	'{"iss":"https://id.example","aud":"weather","sub":"reader",
	"azp":"client","scope":"weather.read"}')

# It answers with the keys, or waits while there is the file "hold".
cat >"$work/fetch" <<END
#!/bin/sh
if [ -e "$work/hold" ]; then
	echo >"$work/state/held"
	while [ -e "$work/hold" ]; do sleep 0.05; done
fi
printf 'weather-fetch 1\nstatus 200\nbody %d\n' "\$(wc -c <"$work/keys")"
cat "$work/keys"
echo end
END
chmod 755 "$work/fetch"
"$WEATHER_BUILD/bin/weather.fcgi" --listen "$work/socket" 2>"$work/log" &
worker=$!

# Asks with the token; true when the answer is 200.
is_answered() {
	ask_worker "$work/socket" REQUEST_METHOD GET REQUEST_URI /api/reports \
		HTTP_AUTHORIZATION "Bearer $token" |
		grep -qa 'Status: 200'
}

on_keys() {
	sqlite3 -cmd '.timeout 5000' "$work/state/keys.db" "$1"
}

is_without_children() {
	! pgrep -P "$worker" >"$work/children"
}

lease_is_free() {
	[ "$(on_keys 'SELECT sum(lease_until) FROM key_refresh')" = 0 ]
}

# What sqlite3 writes is seen within a second.
is_refreshed_ahead() {
	is_answered && [ -e "$work/state/held" ]
}

eventually test -S "$work/socket"
is_answered
result "keys are fetched" $? "$work/log"
on_keys 'UPDATE generation SET value = value + 1;
	UPDATE key_set SET generation = generation + 1,
		fetched_at = fetched_at - 7200, fresh_until = fresh_until - 7200;
	UPDATE key_refresh SET refresh_next = 0'
: >"$work/hold"
eventually is_refreshed_ahead
result "and refreshed ahead" $? "$work/log"
kill -HUP "$worker"
is_answered
result "a request after HUP is answered meanwhile" $? "$work/log"
rm "$work/hold"
eventually is_without_children && lease_is_free
result "nothing of the refresh is left" $? "$work/log"
is_answered
result "the new program answers" $? "$work/log"
kill -TERM "$worker"
wait "$worker"
result "and ends when it is told to" $? "$work/log"
finish
