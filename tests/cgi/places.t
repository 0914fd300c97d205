#!/usr/bin/env bash
# Places by name, with and without the gazetteer, through the whole program.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/cgi/lib.sh
. tests/cgi/lib.sh
setup ""

now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
read=$(mint --subject alice --scope weather.read)
write=$(mint --subject alice --scope "weather.read weather.write")
other=$(mint --subject bob --scope "weather.read weather.write")

# ask TOKEN URI
ask() {
	cgi GET "$2" HTTP_AUTHORIZATION="Bearer $1" </dev/null
}

# measure TOKEN URI [TEMP]: posts an observation of the moment of the test.
measure() {
	local body="{\"observed_at\":\"$now\",\"temp\":${3:-10}}"
	printf '%s' "$body" | cgi POST "$2" HTTP_AUTHORIZATION="Bearer $1" \
		CONTENT_TYPE=application/json CONTENT_LENGTH=${#body}
}

# answered NAME STATUS [HEADER-LINE]
answered() {
	local status
	status=$(value Status)
	[ "${status%% *}" = "$2" ] &&
		{ [ -z "${3:-}" ] || tr -d '\r' <"$work/out" | grep -qxF -- "$3"; }
	result "$1" $? "$work/out"
}

body() {
	tr -d '\r' <"$work/out" | sed '1,/^$/d'
}

# --- without the gazetteer ----------------------------------------------------

ask "$read" "/api/places?q=new"; expect places-none
measure "$write" "/api/weather/NYC?state=NY"
answered "a place that nobody knows is filed by its name" 201
ask "$read" "/api/weather/nyc"
answered "and found by it" 200 'Weather-Place: "NYC";state=NY;country=US'
ask "$read" "/api/weather/New%20York"
answered "but not by another name" 404
ask "$read" "/api/places?q=ny"; expect places-own

# --- with it ------------------------------------------------------------------

"$WEATHER_BUILD/bin/weatherctl" places import tests/data/places/cities.pbf \
	>"$work/import"
result "the gazetteer is loaded" $? "$work/import"
grep -qx "observers of these places, who measured before: 1" "$work/import"
result "the observer of NYC found his place" $? "$work/import"
ny='Weather-Place: "New York City";state=NY;country=US;id=5128581'
for city in NYC New%20York new-york 'new%20york%20city?state=NY' \
	Nueva%20York; do
	ask "$read" "/api/weather/$city"
	answered "$city is New York City" 200 "$ny"
done
measure "$write" "/api/weather/New%20York" 20
answered "the same owner, place and second under another name is a conflict" 409
measure "$other" "/api/weather/new%20york?state=ny" 14
answered "another owner's is not" 201
[ "$(value Location)" = "/api/weather/new%20york?country=US&state=NY" ]
result "the answer keeps the spelling of the request" $?
ask "$read" "/api/weather/NYC"
body | json_is '.temp_min == 10 and .temp_max == 14' >/dev/null
result "both are the weather of one place" $? "$work/out"

measure "$write" "/api/weather/Portland?state=ME"
ask "$read" "/api/weather/Portland"
answered "Portland is where somebody measured" 200 \
	'Weather-Place: "Portland";state=ME;country=US;id=4975802'
measure "$write" "/api/weather/portland"
ask "$read" "/api/weather/PORTLAND"
answered "and else the biggest one" 200 \
	'Weather-Place: "Portland";state=OR;country=US;id=5746545'
ask "$read" "/api/weather/Portland?state=TX"
answered "a state is exact" 404
measure "$write" "/api/weather/M%C3%BCnchen?country=DE"
ask "$read" "/api/weather/Munich?country=DE&state=by"
answered "a state of another country has its letters too" 200 \
	'Weather-Place: "Munich";state=BY;country=DE;id=2867714'
measure "$write" "/api/weather/L%27Aquila?country=IT"
ask "$read" "/api/weather/laquila?country=IT"
answered "an apostrophe may be missing" 200
measure "$write" "/api/weather/S%C3%A3o%20Paulo?country=BR"
ask "$read" "/api/weather/SAO%20PAULO?country=BR"
answered "a name beyond ASCII is a display string" 200 \
	'Weather-Place: %"S%c3%a3o Paulo";state=SP;country=BR;id=3448439'

# --- searching ----------------------------------------------------------------

ask "$read" "/api/places?q=port&country=us"; expect places-found
etag=$(value ETag)
cgi GET "/api/places?q=port&country=us" HTTP_AUTHORIZATION="Bearer $read" \
	HTTP_IF_NONE_MATCH="$etag" </dev/null
answered "the same again is not modified" 304
measure "$other" "/api/weather/Portland"
cgi GET "/api/places?q=port&country=us" HTTP_AUTHORIZATION="Bearer $read" \
	HTTP_IF_NONE_MATCH="$etag" </dev/null
answered "one more observer is a change" 200
body | json_is '.items[0].stations == 2' >/dev/null
result "and counted" $? "$work/out"
ask "$read" "/api/places?q=NYC"; expect places-alias
ask "$read" "/api/places?q=Stra&limit=1"
body | json_is '.items | length == 1 and .[0].name == "Strasbourg"' >/dev/null
result "limit counts" $? "$work/out"
ask "$read" "/api/places?q=%E6%9D%B1"
body | json_is '.items[0].name == "Tokyo" and .items[0].alias == "東京"' >/dev/null
result "other scripts are found" $? "$work/out"
ask "$read" "/api/places?q=washington&country=US"
body | json_is '[.items[].state] == ["DC","UT","IL"]' >/dev/null
result "big places come before small ones" $? "$work/out"
ask "$read" "/api/places?q=m&country=de"
body | json_is '.items[0].name == "Munich" and
	all(.items[]; .country == "DE")' >/dev/null
result "a country narrows" $? "$work/out"

ask "$read" "/api/places"; expect places-without-q
ask "$read" "/api/places?q=+"
answered "nothing to look for is refused" 400
ask "$read" "/api/places?q=-.-"
answered "and no letter" 400
ask "$read" "/api/places?q=%00"
answered "and control characters" 400
ask "$read" "/api/places?q=x&limit=101"
answered "and a page too long" 400
ask "$read" "/api/places?q=x&country=usa"
answered "and a country of three letters" 400
ask "$read" "/api/places?q=x&near=y"
answered "and what nobody knows" 400
ask "$(mint --subject carol --scope weather.write)" "/api/places?q=x"
answered "writing is no permission to read" 403

finish
