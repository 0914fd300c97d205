#!/usr/bin/env bash
# What was measured while the clock of the machine was ahead hid all that its
# observer measured after the clock was right again, until that time came: a
# year, perhaps, of 201 for who measured and 404 no-data for who asked.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/cgi/lib.sh
. tests/cgi/lib.sh
setup ""
token=$(mint --subject alice --scope 'weather.read weather.write')

measure() {
	printf '%s' "$1" | cgi POST /api/weather/Bend \
		HTTP_AUTHORIZATION="Bearer $token" \
		CONTENT_TYPE=application/json CONTENT_LENGTH="${#1}"
	[[ $(value Status) == 201* ]]
}

# shows TEMP HUMIDITY
shows() {
	cgi GET /api/weather/Bend HTTP_AUTHORIZATION="Bearer $token" </dev/null
	sed '1,/^\r*$/d' "$work/out" |
		json_is ".temp == $1 and .humidity == $2" >"$work/said"
}

# ahead SECONDS: as if the clock had been ahead by so much.
ahead() {
	sqlite3 "$work/state/weather.db" \
		"UPDATE observation SET observed_at = observed_at + $1"
}

measure '{"temp":1,"humidity":90}' && ahead 590 && shows 1 90
result "a clock ten minutes ahead is forgiven" $? "$work/out"
ahead 31536000
! shows 1 90 && [[ $(value Status) == 404* ]]
result "of one a year ahead nothing is believed" $? "$work/out"
measure '{"temp":2}' && shows 2 null
result "what is measured later counts" $? "$work/out"
measure '{"humidity":80}' && shows 2 80
result "of all fields" $? "$work/out"
finish
