#!/usr/bin/env bash
# shellcheck disable=SC2015,SC2016,SC2119,SC2317 # backquotes are words
# Weather from a provider: what it is asked, what of its answers comes through,
# and how often it is asked.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/cgi/upstream.sh
. tests/cgi/upstream.sh

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
tag=$(value ETag)
counted success 1
counted failure ''
case_ends "the provider is asked as the course does it"

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
counted failure 1
case_ends "a name stays a name"

# --- back-off

before=$(times_asked)
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
counted failure 3
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

shows_nowhere
case_ends "the key showed in no log, answer, database or settings"

stop_provider
finish
