#!/usr/bin/env bash
# What `weatherctl import --replace` or somebody with sqlite3 makes of a report
# may leave its version and time as they were, of which alone its ETag was made:
# who had asked before heard 304 for ever, and If-Match let him write over what
# he had never seen.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/cgi/lib.sh
. tests/cgi/lib.sh
setup ""
token=$(mint --subject alice --scope 'weather.read weather.write')
ctl=$WEATHER_BUILD/bin/weatherctl

# ask METHOD URI BODY [NAME=value …]: the status is printed.
ask() {
	local method=$1 uri=$2 body=$3
	shift 3
	printf '%s' "$body" | cgi "$method" "$uri" \
		HTTP_AUTHORIZATION="Bearer $token" \
		CONTENT_LENGTH="${#body}" "$@"
	value Status | cut -d' ' -f1
}

# is NAME STATUS ASK…
is() {
	local name=$1 status=$2
	shift 2
	[ "$(ask "$@")" = "$status" ]
	result "$name" $? "$work/out"
}

ask POST /api/reports '{"description":"Rain","location":{"city":"Bend"}}' \
	CONTENT_TYPE=application/json >"$work/status"
report=$(value Location)
tag=$(value ETag)
"$ctl" export reports --format ndjson >"$work/rows"
"$ctl" import reports "$work/rows" --replace >"$work/said"
is "the tag of what was put in again as it was is the same" 304 \
	GET "$report" '' HTTP_IF_NONE_MATCH="$tag"

for change in '"description":"Rain"/"description":"Hail"' \
	'"city":"Bend"/"city":"Bonn"' '"country":"US"/"country":"DE"'; do
	sed -i "s/$change/" "$work/rows"
	"$ctl" import reports "$work/rows" --replace >"$work/said"
	is "replaced ($change) it is another one" 200 \
		GET "$report" '' HTTP_IF_NONE_MATCH="$tag"
	is "who does not know it may not change it" 412 \
		PATCH "$report" '{"description":"Snow"}' HTTP_IF_MATCH="$tag" \
		CONTENT_TYPE=application/merge-patch+json
	ask GET "$report" '' >"$work/status"
	tag=$(value ETag)
done

sqlite3 "$work/state/weather.db" "UPDATE report SET description = 'Hand'"
is "changed by hand it is another one" 200 \
	GET "$report" '' HTTP_IF_NONE_MATCH="$tag"
is "who knows it may change it" 200 \
	PATCH "$report" '{"description":"Snow"}' HTTP_IF_MATCH="$(value ETag)" \
	CONTENT_TYPE=application/merge-patch+json
finish
