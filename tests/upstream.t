#!/usr/bin/env bash
# shellcheck disable=SC2016,SC2119 # backquotes are words; says takes a pipe
# weatherctl and the weather provider: check, config, upstream show and clear.
set -u
# shellcheck source=tests/ctl.sh
. "$(dirname "$0")/ctl.sh"
# shellcheck disable=SC2034 # for provider.sh
work=$home
# shellcheck source=tests/provider.sh
. "$here/provider.sh"
start_provider
owm=data/2.5/weather

with_upstream() {
	configure '[issuer demo]' 'preset = dev' '[upstream]' "$@" \
		'allow_insecure_loopback = on'
}

in_london() {
	weather_now '.sys.country = "GB" | .name = "London"'
}

export WEATHER_CONFIG=weather.conf
with_upstream 'provider = openweathermap' "base_url = $PROVIDER/data/2.5" \
	'api_key_file = key'
run 0 init

in_london | says $owm
run 0 check
out_has 'ok: [upstream] openweathermap says that it is 1.0 degC in London'
out_has 'ok: fetch_program'
is "$(times_asked)" 1
result "check asks the provider"

answers_with '401 Unauthorized' <"$answers/openweathermap-key.json" | says $owm
run 1 check
out_has 'error: [upstream] openweathermap does not say how warm it is in London'
out_has 'refuses the key of key (status 401)'
lies $owm error
run 1 check
out_has 'openweathermap answered with status 500'
in_london | says $owm
run 0 check
result "check says what the provider does not like"

chmod 640 key
run 1 check
out_has 'error: [upstream] key can be read or changed by others (mode 0640); run `chmod 600` on it'
mv key key.away
run 1 check
out_has 'error: [upstream] key cannot be opened'
mv key.away key
: >key
chmod 600 key
run 1 check
out_has 'error: [upstream] key does not hold a key'
printf '%s\n' "$KEY" >key
chmod 600 key
is "$(times_asked)" 4
result "check looks at the key's file before it asks"

run 0 config
out_has '[upstream]'
out_has 'provider = openweathermap'
out_has 'api_key_file = key'
out_has "base_url = $PROVIDER/data/2.5"
out_has 'per_minute = 20'
out_lacks "$KEY"
result "config shows the file of the key, not the key"

run 0 upstream show
out_has 'openweathermap: 0 of 20 requests in this minute, 0 of 5000 in this day'
now=$(date +%s)
sqlite3 state/weather.db "INSERT INTO upstream (provider, country, city_key,
	asked_at, fetched_at, observed_at, temp) VALUES ('openweathermap', 'US',
	'portland', $now, $now, 1800000000, 100);
	INSERT INTO upstream (provider, country, city_key, state, asked_at,
	problem) VALUES ('openweathermap', 'US', 'nowhere', 'OR', $now + 1, 5);
	INSERT INTO upstream_right (provider, minute, minute_count, day,
	day_count, failures, failed_at, not_before, last_error) VALUES
	('openweathermap', 0, 9, $now / 86400, 7, 3, $now, $now + 400, 'x: y')"
run 0 upstream show
out_has '0 of 20 requests in this minute, 7 of 5000 in this day'
out_has 'failed 3 times in a row; asked again in '
out_has ': x: y'
is "$(sed -n 4p out)" '-                     -                     openweathermap  nowhere, OR, US  unknown place'
is "$(sed -n 5p out)" "$(date -u -d "@$now" +%FT%TZ)  2027-01-15T08:00:00Z  openweathermap  portland, US"
result "upstream show lists places and failures"

run 0 upstream clear
out_has 'forgot 2 places'
run 0 upstream show
out_lacks portland
out_lacks failed
out_has '7 of 5000 in this day'
result "upstream clear forgets them, not what was spent"

with_upstream 'provider = open-meteo' "base_url = $PROVIDER/v1" \
	"geocoding_url = $PROVIDER/v1"
jq -c '.results = [{name: "London", country_code: "GB", latitude: 45.5,
	longitude: -122.7, feature_code: "PPLC"}]' \
	"$answers/open-meteo-search.json" | says v1/search
weather_here_now | says v1/forecast
run 0 check
out_has 'ok: [upstream] open-meteo says that it is 11.8 degC in London'
says v1/search <"$answers/open-meteo-search-none.json"
run 1 check
out_has 'open-meteo knows no such place'
result "check asks the other provider as well"

stop_provider
finish
