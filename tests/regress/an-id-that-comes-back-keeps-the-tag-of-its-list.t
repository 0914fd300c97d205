#!/usr/bin/env bash
# The list of reports was named by a number and by the id of its newest report,
# and an import chooses ids: imported, undone by `weatherctl restore`, corrected
# and imported again, it was another list under the same ETag, and who had
# seen the first one heard 304.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/cgi/lib.sh
. tests/cgi/lib.sh
setup ""
token=$(mint --subject alice --scope weather.read)
ctl=$WEATHER_BUILD/bin/weatherctl

list() {
	cgi GET /api/reports HTTP_AUTHORIZATION="Bearer $token" "$@" </dev/null
	value Status | cut -d' ' -f1
}

# put DESCRIPTION
put() {
	printf '%s\n' id,description,city,created_date \
		"01a2067f-a897-74f5-9a0a-cd27b536b333,$1,Bend,2026-11-23T03:42:39.255Z" \
		>"$work/rows.csv"
	"$ctl" import reports "$work/rows.csv" >"$work/said" 2>&1
}

"$ctl" backup "$work/backup" >"$work/said"
put Rain
list >"$work/status"
tag=$(value ETag)
[ "$(list HTTP_IF_NONE_MATCH="$tag")" = 304 ]
result "the same list has the same tag" $? "$work/out"
put Rain
[ "$(list HTTP_IF_NONE_MATCH="$tag")" = 304 ]
result "and keeps it when nothing new was imported" $? "$work/out"
"$ctl" restore --replace "$work/backup" >"$work/said" 2>&1 && put Hail
result "a backup is restored, and the import comes again" $? "$work/said"
[ "$(list HTTP_IF_NONE_MATCH="$tag")" = 200 ] && grep -q Hail "$work/out"
result "another list has another one" $? "$work/out"
finish
