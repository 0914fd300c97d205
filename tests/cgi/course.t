#!/usr/bin/env bash
# A client of the course's service works unchanged: its requests, spelled as
# that service takes them, and the members that it reads.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/cgi/lib.sh
. tests/cgi/lib.sh
setup 'cors_origins = http://localhost:8000'
token=$(mint --scope 'weather.read weather.write')

status() {
	sed -n '1s/^Status: \([0-9]*\).*/\1/p' "$work/out"
}

# send METHOD URI [BODY]
send() {
	cgi "$1" "$2" HTTP_AUTHORIZATION="Bearer $token" \
		CONTENT_TYPE=application/json CONTENT_LENGTH="${#3}" <<<"$3"
}

# answers NAME STATUS FILTER: of the last answer.
answers() {
	local code=1
	[ "$(status)" = "$2" ] &&
		sed '1,/^\r*$/d' "$work/out" | jq -e "$3" >"$work/ignored" &&
		code=0
	result "$1" "$code" "$work/out"
}

post() {
	send POST /api/reports "$1"
}

weather() {
	send GET "/api/weather/$1" ""
}

report_members='keys_unsorted == ["description","location","id","created_date"]
	and (.location | keys_unsorted == ["city","state","country"])
	and (.id | type == "string")
	and (.created_date | type == "string")'
# what its console program sends
post '{"description": "Rain", "location": {"city": "Portland"}}'
answers "a report without state and country" 201 "($report_members)
	and .location == {city: \"Portland\", state: null, country: \"US\"}"
post '{"description": "Sun", "location": {"city": "Portland", "state": "OR",
	"country": "US"}}'
answers "a report with both" 201 "($report_members)
	and .location.state == \"OR\""
post '{"description": "Fog", "location": {"city": "Portland", "state": null}}'
answers "an optional member may be null" 201 '.location.state == null'
post '{"description": "Rain", "location": {}}'
answers "a report without a city is 422" 422 '.errors[0].pointer == "/location/city"'
send GET /api/reports ""
answers "the list is a bare array, newest first" 200 "
	[.[].description] == [\"Fog\", \"Sun\", \"Rain\"] and all(.[]; $report_members)"

send POST '/api/weather/Portland?state=OR' \
	'{"temp": 10, "humidity": 80, "pressure": 1013}'
main='keys_unsorted == ["temp","feels_like","temp_min","temp_max","pressure","humidity"]'
for query in '' '?country=&state=' '?state=or&country=us' \
	'?country=US&state=OR&units=metric' '?units=Metric' \
	'?state=+OR+&country=%20Us&units=%20METRIC%20' '?lang=en'; do
	weather "portland$query"
	answers "weather: $query" 200 "($main) and .temp == 10"
done
weather '%20PORTLAND%20?units=Imperial'
answers "weather: city and units in any case" 200 "($main) and .temp == 50"
weather 'Portland?units=STANDARD'
answers "weather: in Kelvin" 200 "($main) and .temp == 283.15"
for query in units= units=celsius country=USA state=Oregon; do
	weather "Portland?$query"
	answers "weather: $query is 400" 400 '.errors | length == 1'
done

cgi OPTIONS /api/reports HTTP_ORIGIN=http://localhost:8000 \
	HTTP_ACCESS_CONTROL_REQUEST_METHOD=POST \
	HTTP_ACCESS_CONTROL_REQUEST_HEADERS=authorization,content-type </dev/null
[ "$(status)" = 204 ] &&
	[ "$(value Access-Control-Allow-Origin)" = http://localhost:8000 ]
result "its page may call from another origin" $? "$work/out"
finish
