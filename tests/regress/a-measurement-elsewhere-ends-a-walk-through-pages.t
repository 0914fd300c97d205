#!/usr/bin/env bash
# Places of one name that no gazetteer tells apart are one history where no
# state is asked for; but its cursor held the one that was measured last, and
# as soon as somebody measured in the other one, the next page was 400 for who
# had changed nothing.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/cgi/lib.sh
. tests/cgi/lib.sh
setup ""
token=$(mint --subject alice --scope 'weather.read weather.write')
now=$EPOCHSECONDS

# measure STATE TEMP SECONDS-AGO
measure() {
	local time body
	time=$(date -u -d "@$((now - $3))" +%FT%TZ)
	body="{\"temp\":$2,\"observed_at\":\"$time\"}"
	printf '%s' "$body" | cgi POST "/api/weather/Springfield?state=$1" \
		HTTP_AUTHORIZATION="Bearer $token" \
		CONTENT_TYPE=application/json CONTENT_LENGTH="${#body}"
	[[ $(value Status) == 201* ]] || echo "# $(cat "$work/out")"
}

# page URI: adds its temperatures to $seen, sets $next.
page() {
	cgi GET "$1" HTTP_AUTHORIZATION="Bearer $token" </dev/null
	tr -d '\r' <"$work/out" | sed '1,/^$/d' >"$work/body"
	seen="$seen $(jq -c '[.items[]?.temp|floor]' "$work/body")"
	next=$(jq -r .next "$work/body")
}

measure IL 1 400
measure MO 2 300
measure IL 3 200
measure MO 4 100
seen=
page '/api/weather/Springfield/observations?limit=1'
measure IL 5 50
page "$next"
measure MO 6 40
page "$next"
measure IL 7 30
page "$next"
[ "$seen $next" = ' [4] [3] [2] [1] null' ]
result "who reads page by page sees each that was there, once:$seen" $? \
	"$work/out"

page '/api/weather/Springfield/observations?limit=1'
page "${next/Springfield?/Springfield?state=IL&}"
[[ $(value Status) == 400* ]]
result "a cursor is none for a list with other filters" $? "$work/out"
finish
