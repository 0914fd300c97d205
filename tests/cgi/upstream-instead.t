#!/usr/bin/env bash
# shellcheck disable=SC2015,SC2016,SC2119,SC2317 # backquotes are words
# What is given in the place of the provider: its old answers, what was measured
# here, another provider.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/cgi/upstream.sh
. tests/cgi/upstream.sh

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

# --- the other provider

sed -i '/^\[upstream\]/,$d' "$WEATHER_CONFIG"
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

shows_nowhere
case_ends "the key showed in no log, answer, database or settings"

stop_provider
finish
