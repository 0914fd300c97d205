#!/usr/bin/env bash
# shellcheck disable=SC2119,SC2317 # what eventually calls
# Weather that is refreshed after the answer, where a process is started for
# each request: the client waits for the answer alone.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

use_setup apache-cgi
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
owm=data/2.5/weather

on_db() {
	as_server sqlite3 -cmd '.timeout 5000' "$E2E/state/weather.db" "$1"
}

is_asked() {
	[ "$(times_asked)" = "$1" ]
}

weather_now | says $owm
get "$READ" '/api/weather/Portland?state=OR'
expect_status 200
expect_header Weather-Source openweathermap
expect_header Weather-Stale '?0'
on_db 'UPDATE upstream SET fetched_at = fetched_at - 7200'
mkfifo "$provider_home/slow"
mv -T "$provider_home/slow" "$provider_home/$owm"
start=$(date +%s%N)
get "$READ" '/api/weather/Portland?state=OR'
took=$((($(date +%s%N) - start) / 1000000))
expect_status 200
expect_header Weather-Stale '?1'
eventually is_asked 2 || fact_failed "nobody refreshes"
[ "$took" -lt 4000 ] || fact_failed "the client waited $took ms"
weather_now '.main.temp = 280.15' >"$provider_home/$owm"
is_new() {
	[ "$(on_db 'SELECT temp FROM upstream')" = 700 ]
}
eventually is_new || fact_failed "it is not refreshed"
get "$READ" '/api/weather/Portland?state=OR'
expect_header Weather-Stale '?0'
expect_json '.temp == 7'
[ "$(times_asked)" = 2 ] || fact_failed "asked $(times_asked) times"
result "an old answer is given at once, and refreshed behind the server's back"

stop_provider
stop_server TERM
eventually no_workers || fact_failed "a process is left"
expect_clean_logs
result "the server ends and leaves nothing running"
finish
