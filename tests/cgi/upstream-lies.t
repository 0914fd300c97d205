#!/usr/bin/env bash
# shellcheck disable=SC2015,SC2016,SC2119,SC2317 # backquotes are words
# What becomes of answers of a provider that are of no use, and of its key.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/cgi/upstream.sh
. tests/cgi/upstream.sh

# --- answers of no use, each with what it must come to

before=$(times_asked)
misbehaves() { # NAME STATUS TYPE; the rest was prepared
	anew
	ask "$1" "$2" "$3"
	is "$(value Weather-Source)" ''
	grep -qi '^WWW-Authenticate' "$work/out" && no "a challenge"
	was_asked 1
	# at once again, and another place
	ask "$1" "$2" "$3"
	[ "$3" = place-not-found ] || ask "elsewhere-$1" "$2" "$3"
	was_asked 0
	case_ends "$1 is $2 $3, and the provider left alone"
}

weather_now | says $owm
anew
ask control 200
was_asked 1
case_ends "the answer that is spoilt below is good"

says $owm <<<'<!DOCTYPE html><title>Sign in</title>'
misbehaves html 502 upstream-failed
says $owm <<<'{"cod":200}'
misbehaves empty 502 upstream-failed
weather_now '.main.temp = null' | says $owm
misbehaves null 502 upstream-failed
weather_now '.main.temp = "274.15"' | says $owm
misbehaves text 502 upstream-failed
weather_now '.main.temp = 1.0' | says $owm
misbehaves celsius 502 upstream-failed
weather_now | sed 's/"temp":274.15/"temp":NaN/' | says $owm
misbehaves nan 502 upstream-failed
weather_now | sed 's/"temp":274.15/"temp":1e999/' | says $owm
misbehaves infinite 502 upstream-failed
weather_now '.dt -= 90000' | says $owm
misbehaves yesterday 502 upstream-failed
weather_now '.dt += 3600' | says $owm
misbehaves tomorrow 502 upstream-failed
weather_now ".name = \"$KEY\"" | says $owm
misbehaves parrot 502 upstream-failed
weather_now | head -c 300 | says $owm
misbehaves half 502 upstream-failed
weather_now | answers_with '500 Internal Server Error' | says $owm
misbehaves error 502 upstream-failed
weather_now | says data/2.5/elsewhere
answers_with "302 Found\r\nLocation: $PROVIDER/data/2.5/elsewhere" \
	</dev/null | says $owm
misbehaves redirect 502 upstream-failed
{ weather_now; head -c 50000000 /dev/zero | tr '\0' ' '; } | gzip -9 |
	answers_with '200 OK\r\nContent-Encoding: gzip' | says $owm
misbehaves bomb 502 upstream-failed
answers_with '404 Not Found' <<<'<html>404</html>' | says $owm
misbehaves wrong-address 502 upstream-failed
for lie in large endless endless-headers cut garbage nothing; do
	lies $owm $lie
	misbehaves $lie 502 upstream-failed
done
for lie in silent drip mute; do
	lies $owm $lie
	misbehaves $lie 504 upstream-timeout
done

answers_with '401 Unauthorized' <"$answers/openweathermap-key.json" | says $owm
misbehaves refused-key 502 upstream-credentials
grep -q 'refuses the key of .*/key (status 401); write a valid key there' \
	"$work/logs" || no "the log does not tell of the key"
case_ends "the log tells the operator about the key"

answers_with '404 Not Found' <"$answers/openweathermap-unknown.json" | says $owm
misbehaves unknown 404 place-not-found
ask another-unknown 404 place-not-found
was_asked 1
passes 601
ask unknown 404 place-not-found
was_asked 1
case_ends "a place that is unknown is asked for again after ten minutes"

weather_now '.sys.country = "GB"' | says $owm
anew
ask other-country 502 upstream-failed
ask other-country 502 upstream-failed
weather_now | says $owm
ask control 200
was_asked 2
case_ends "another city's weather is not taken, and others are asked for"

answers_with '429 Too Many Requests\r\nRetry-After: 300' \
	<"$answers/openweathermap-quota.json" | says $owm
misbehaves quota 503 upstream-busy
[[ "$(value Retry-After)" =~ ^(29[0-9]|300)$ ]] ||
	no "Retry-After: $(value Retry-After)"
passes 280
ask quota 503 upstream-busy
was_asked 0
passes 21
weather_now | says $owm
ask quota 200
was_asked 1
case_ends "it is asked again when it said that it may be"

# --- the key shows nowhere

find_key() { # in the command line and environment of every process
	# from a file, or grep would find itself
	grep -lsaFf "$work/leak" /proc/[0-9]*/cmdline /proc/[0-9]*/environ |
		grep .
}

anew
lies $owm mute
env SHOWS="$KEY" sleep 60 &
control=$!
eventually find_key >/dev/null || no "a key would not be found"
kill $control
wait $control 2>/dev/null
cgi GET /api/weather/slow HTTP_AUTHORIZATION="Bearer $READ" </dev/null &
request=$!
asked_slowly() {
	asked | grep -q 'q=slow,US'
}
eventually asked_slowly || no "it is not asked"
find_key && no "the key shows in a process"
wait $request
told
shows_nowhere
grep -q "^api_key_file = $work/key$" "$work/config" || no "no file of a key"
[ "$(wc -l <"$work/logs")" -gt 50 ] || no "no logs"
case_ends "the key shows in no process, log, answer, database or settings"

stop_provider
finish
