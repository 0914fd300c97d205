#!/usr/bin/env bash
# shellcheck disable=SC2015,SC2016,SC2119,SC2317 # backquotes are words
# Weather from a provider: what of its answers, and of its misbehaviour, comes
# through, and how often it is asked.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/cgi/lib.sh
. tests/cgi/lib.sh
# shellcheck source=tests/provider.sh
. tests/provider.sh
setup ""
start_provider
owm=data/2.5/weather
cat >>"$WEATHER_CONFIG" <<END
[upstream]
provider = openweathermap
base_url = $PROVIDER/data/2.5
api_key_file = $work/key
allow_insecure_loopback = on
END
READ=$(mint --subject reader --scope weather.read)
WRITE=$(mint --subject alice --scope weather.write)
facts=0

no() {
	facts=$((facts + 1))
	printf '# %s\n' "$*"
}

told() {
	cat "$work/log" >>"$work/logs"
	cat "$work/out" >>"$work/outs"
}

# case_ends NAME: all its facts as one line.
case_ends() {
	result "$1" "$facts"
	facts=0
}

# ask CITY [STATUS [TYPE]]: with a token for reading.
ask() {
	cgi GET "/api/weather/$1" HTTP_AUTHORIZATION="Bearer $READ" </dev/null
	told
	[ -z "${2:-}" ] || grep -q "^Status: $2 " "$work/out" ||
		no "$1: $(head -n 1 "$work/out"), not $2: $(tail -n 1 "$work/log")"
	[ -z "${3:-}" ] || grep -qF "\"type\":\"/problems/$3\"" "$work/out" ||
		no "$1: not $3: $(tail -n 1 "$work/out")"
}

is() {
	[ "$1" = "$2" ] || no "'$1', not '$2'"
}

was_asked() { # TIMES since the last time
	local now
	now=$(times_asked)
	is "$((now - ${before:-0}))" "$1"
	before=$now
}

body() {
	tail -n 1 "$work/out"
}

on_db() {
	sqlite3 -cmd '.timeout 5000' "$work/state/weather.db" "$1"
}

# As if nothing had been asked.
anew() {
	on_db 'DELETE FROM upstream; DELETE FROM upstream_right'
}

# As if so many seconds had passed for what is stored.
passes() {
	on_db "UPDATE upstream SET fetched_at = fetched_at - $1,
		observed_at = observed_at - $1, not_before = not_before - $1;
		UPDATE upstream_right SET not_before = max(0, not_before - $1)"
}

eventually() {
	local tries=200
	until "$@"; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || return 1
		sleep 0.05
	done
}

# --- good answers

weather_now | says $owm
ask 'Portland?state=OR' 200
is "$(body)" '{"temp":1.0,"feels_like":-3.13,"temp_min":0.25,"temp_max":2.22,"pressure":1008,"humidity":93}'
is "$(value Weather-Source)" openweathermap
is "$(value Weather-Stale)" '?0'
is "$(value Weather-Observed-At)" \
	"$(date -u -d "@$(on_db 'SELECT observed_at FROM upstream')" +%FT%TZ)"
is "$(value Last-Modified)" \
	"$(date -u -d "@$(on_db 'SELECT observed_at FROM upstream')" \
		'+%a, %d %b %Y %T GMT')"
was_asked 1
is "$(asked | tail -n 1)" \
	"/data/2.5/weather?q=Portland,OR,US&units=standard&appid=$KEY"
case_ends "the provider is asked as the course does it"

tag=$(value ETag)
ask 'portland?state=or&units=imperial' 200
is "$(body | jq -c '[.temp, .temp_max]')" '[33.8,36]'
ask 'PORTLAND?state=OR&units=standard' 200
is "$(body | jq .temp)" 274.15
cgi GET '/api/weather/Portland?state=OR' HTTP_AUTHORIZATION="Bearer $READ" \
	HTTP_IF_NONE_MATCH="$tag" </dev/null
grep -q '^Status: 304' "$work/out" || no "$(head -n 1 "$work/out")"
is "$(on_db 'SELECT count(*) FROM upstream')" 1
was_asked 0
case_ends "one answer serves every system of units for an hour"

ask 'Portland?state=OR&view=full' 200
is "$(body | jq -c '[.coord.lat, .coord.lon, .name, .sys.country, .main.temp,
	.main.feels_like, .wind.deg, .clouds.all, .source.provider,
	.source.stale, .source.observers, .visibility]')" \
	'[45.5234,-122.6762,"Portland","US",1,-3.13,90,90,"openweathermap",false,[],null]'
is "$(body | jq -c .source.attribution)" \
	'"Weather data provided by OpenWeather (https://openweathermap.org)"'
is "$(body | jq '.source.derived | index("feels_like")')" null
was_asked 0
case_ends "the whole object names the provider, and whom to thank"

cgi GET /api/weather/Boston </dev/null; told
grep -q '^Status: 401' "$work/out" || no "without a token"
cgi GET /api/weather/Boston HTTP_AUTHORIZATION="Bearer $WRITE" </dev/null; told
grep -q '^Status: 403' "$work/out" || no "with a token for writing"
ask 'Boston?country=USA' 400
ask '%2E%2E%2F?country=US' 400
ask '%00' 400
was_asked 0
case_ends "without the permission to read, or a place, nobody is asked"

ask 'S%C3%A3o%20Paulo%26appid=x,GB?country=BR'
is "$(asked | tail -n 1)" \
	"/data/2.5/weather?q=S%C3%A3o%20Paulo%26appid%3Dx%20GB,BR&units=standard&appid=$KEY"
case_ends "a name stays a name"

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

# --- back-off

anew
lies $owm error
ask first 502 upstream-failed
[[ "$(value Retry-After)" =~ ^[1-9][0-9]*$ ]] || no "no Retry-After"
passes 61
ask second 502 upstream-failed
was_asked 2
passes 61
ask third 502 upstream-failed
was_asked 0
passes 60
weather_now | says $owm
ask third 200
ask fourth 200
was_asked 2
case_ends "a failing provider is left alone for longer and longer"

# --- the key's file

anew
chmod 644 "$work/key"
ask nobody 502 upstream-credentials
grep -q 'mode 0644); run `chmod 600` on it' "$work/log" ||
	no "$(cat "$work/log")"
mv "$work/key" "$work/key.away"
ask nobody 502 upstream-credentials
grep -q 'cannot be opened' "$work/log" || no "$(cat "$work/log")"
was_asked 0
mv "$work/key.away" "$work/key"
chmod 600 "$work/key"
ask nobody 200
echo another-key >"$work/key"
ask somebody 200
asked | grep -q 'appid=another-key$' || no "the old key is used"
printf '%s\n' "$KEY" >"$work/key"
was_asked 2
case_ends "a key is wanted that only the service reads, and read anew"

# --- old answers

anew
weather_now | says $owm
ask Portland 200
passes 3500
ask Portland 200
is "$(value Weather-Stale)" '?0'
was_asked 1
passes 200
weather_now '.main.temp = 280.15' | says $owm
ask Portland 200
is "$(value Weather-Stale)" '?1'
is "$(body | jq .temp)" 1
refreshed() {
	[ "$(on_db 'SELECT temp FROM upstream')" = 700 ]
}
eventually refreshed || no "it is not refreshed"
ask Portland 200
is "$(value Weather-Stale)" '?0'
is "$(body | jq .temp)" 7
was_asked 1
case_ends "an old answer is given at once, and refreshed afterwards"

passes 4000
lies $owm mute
start=$(date +%s%N)
ask Portland 200
took=$((($(date +%s%N) - start) / 1000000))
[ "$took" -lt 3000 ] || no "waited for $took ms"
is "$(value Weather-Stale)" '?1'
failed_once() {
	[ "$(on_db 'SELECT failures FROM upstream_right')" = 1 ]
}
eventually failed_once || no "no failure is noted"
ask Portland 200
was_asked 1
passes 80000
ask Portland 200
is "$(value Weather-Stale)" '?1'
eventually test "$(on_db 'SELECT failures FROM upstream_right')" = 2 ||
	lies $owm error
passes 4000
ask Portland
grep -qE '^Status: 50[24]' "$work/out" || no "$(head -n 1 "$work/out")"
before=$(times_asked)
case_ends "while the provider is away its answers serve for a day"

# --- own observations

observe() { # CITY SECONDS-AGO MEMBERS
	cgi POST "/api/weather/$1" HTTP_AUTHORIZATION="Bearer $WRITE" \
		CONTENT_TYPE=application/json CONTENT_LENGTH=$((40 + ${#3})) <<-END
		{"observed_at":"$(date -u -d "-$2 seconds" +%FT%TZ)",$3}
	END
	grep -q '^Status: 201' "$work/out" || no "$(cat "$work/out")"
}

anew
weather_now | says $owm
observe Portland 60 '"temp":20'
ask Portland 200
is "$(value Weather-Source)" 'api;n=1'
is "$(body | jq .temp)" 20
was_asked 0
observe Salem 4000 '"temp":20'
ask Salem 200
is "$(value Weather-Source)" openweathermap
observe Eugene 60 '"humidity":50'
ask Eugene 200
is "$(value Weather-Source)" openweathermap
was_asked 2
case_ends "who measured here within the hour is believed before the provider"

anew
lies $owm error
ask Salem 200
is "$(value Weather-Source)" 'api;n=1'
is "$(value Weather-Stale)" '?1'
ask Eugene 200
is "$(body | jq -c '[.temp, .humidity]')" '[null,50]'
was_asked 1
case_ends "what was measured here within the day is better than an error"

anew
weather_now | says $owm
ask Salem 200
passes 5000
lies $owm error
ask Salem 200
is "$(value Weather-Source)" 'api;n=1'
on_db 'DELETE FROM upstream_right; UPDATE upstream SET
	observed_at = observed_at + 2000'
ask Salem 200
is "$(value Weather-Source)" openweathermap
is "$(value Weather-Stale)" '?1'
before=$(times_asked)
case_ends "of old values the newer ones are given"

# --- limits

cp "$WEATHER_CONFIG" "$work/plain.conf"
printf 'per_minute = 3\n' >>"$WEATHER_CONFIG"
anew
weather_now | says $owm
granted=0
for i in 1 2 3 4 5 6; do
	ask "city$i"
	grep -q '^Status: 200' "$work/out" && granted=$((granted + 1))
done
# a new minute may have begun
[ "$granted" -ge 3 ] && [ "$granted" -lt 6 ] || no "$granted were asked for"
ask city1 200
ask city6
if grep -q '^Status: 503' "$work/out"; then
	[[ "$(value Retry-After)" =~ ^([1-9]|[1-5][0-9]|60)$ ]] ||
		no "Retry-After: $(value Retry-After)"
	grep -qF '"type":"/problems/upstream-busy"' "$work/out" || no type
fi
before=$(times_asked)
case_ends "callers cannot use up the key: beyond the limits it is not asked"
cp "$work/plain.conf" "$WEATHER_CONFIG"

# --- the key shows nowhere

echo "$KEY" >"$work/leak"
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
"$WEATHER_BUILD/bin/weatherctl" config >"$work/config" 2>&1
grep -q "^api_key_file = $work/key$" "$work/config" || no "no [upstream]"
for file in "$work/leak" "$work/logs" "$work/outs" "$work/config" \
	"$work/state"/* "$work/init.out"; do
	if grep -qaF "$KEY" "$file"; then
		echo "$file"
	fi
done >"$work/leaks"
is "$(cat "$work/leaks")" "$work/leak"
[ "$(wc -l <"$work/logs")" -gt 50 ] || no "no logs"
case_ends "the key shows in no process, log, answer, database or settings"

# --- the other provider

sed '/^\[upstream\]/,$d' "$work/plain.conf" >"$WEATHER_CONFIG"
cat >>"$WEATHER_CONFIG" <<END
[upstream]
provider = open-meteo
base_url = $PROVIDER/v1
geocoding_url = $PROVIDER/v1
allow_insecure_loopback = on
END
before=$(times_asked)
weather_here_now | says v1/forecast
says v1/search <"$answers/open-meteo-search.json"
ask Portland 200
is "$(value Weather-Source)" 'api;n=1'
ask 'Portland?state=ME' 502
weather_here_now '.latitude = 43.66 | .longitude = -70.25' | says v1/forecast
anew
ask 'Portland?state=ME' 200
is "$(value Weather-Source)" open-meteo
is "$(body)" '{"temp":11.8,"feels_like":9.6,"temp_min":11.8,"temp_max":11.8,"pressure":1017,"humidity":81}'
was_asked 4
asked | tail -n 1 | grep -q 'latitude=43.65737&longitude=-70.25890&' ||
	no "$(asked | tail -n 1)"
grep -q "$KEY" <(asked | tail -n 4) && no "a key was sent"
passes 90000
ask 'Portland?state=ME' 200
was_asked 1
case_ends "open-meteo is asked for the position once, then for its weather"

says v1/search <"$answers/open-meteo-search-none.json"
ask nowhere 404 place-not-found
ask nowhere 404 place-not-found
was_asked 1
answers_with '429 Too Many Requests' <"$answers/open-meteo-error.json" |
	says v1/search
ask elsewhere 503 upstream-busy
was_asked 1
answers_with '400 Bad Request' <"$answers/open-meteo-error.json" |
	says v1/search
anew
ask elsewhere 502 upstream-failed
case_ends "its errors come to the same problems"

stop_provider
finish
