#!/usr/bin/env bash
# view=full of the weather shows a place's name and where it is, of which its
# ETag was not made: with a new edition of the gazetteer that corrects them, who
# had asked before heard 304 until somebody measured again.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/cgi/lib.sh
. tests/cgi/lib.sh
setup ""
token=$(mint --subject alice --scope 'weather.read weather.write')
weather='/api/weather/Salem?state=OR'

ask() {
	cgi GET "$@" HTTP_AUTHORIZATION="Bearer $token" </dev/null
	value Status | cut -d' ' -f1
}

# As an import of another edition does it.
correct() {
	sqlite3 "$work/state/weather.db" "UPDATE place SET $1
		WHERE id = (SELECT place_id FROM observer)"
}

"$WEATHER_BUILD/bin/weatherctl" places import tests/data/places/cities.pbf \
	>"$work/said"
printf '{"temp":1}' | cgi POST "$weather" HTTP_AUTHORIZATION="Bearer $token" \
	CONTENT_TYPE=application/json CONTENT_LENGTH=10
declare -A tags
for view in full main; do
	ask "$weather&view=$view" >"$work/status"
	tags[$view]=$(value ETag)
	[ "$(ask "$weather&view=$view" \
		HTTP_IF_NONE_MATCH="${tags[$view]}")" = 304 ]
	result "view=$view: the same weather has the same tag" $? "$work/out"
done
for change in "name = 'Salem City'" 'lat_e5 = lat_e5 + 1' \
	'lon_e5 = lon_e5 + 1'; do
	correct "$change"
	[ "$(ask "$weather&view=full" \
		HTTP_IF_NONE_MATCH="${tags[full]}")" = 200 ]
	result "another place ($change) is another answer" $? "$work/out"
	tags[full]=$(value ETag)
	[ "$(ask "$weather&view=main" \
		HTTP_IF_NONE_MATCH="${tags[main]}")" = 304 ]
	result "but for who is not shown it" $? "$work/out"
done
finish
