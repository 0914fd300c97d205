#!/usr/bin/env bash
# Two workers that remember their answers, and one CGI process each time that
# remembers nothing and so says what is true.  After every kind of change, by
# whomever, all three say the same; before it both workers are shown to
# remember what was true then.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/cgi/lib.sh
. tests/cgi/lib.sh
setup ""
ctl() {
	"$WEATHER_BUILD/bin/weatherctl" "$@" >"$work/ctl" 2>&1
}
alice=$(mint --subject alice --scope 'weather.read weather.write')
bob=$(mint --subject bob --scope weather.read)
writer=$(mint --subject writer --scope weather.write)
admin=$(mint --subject ada --role Admin \
	--scope 'weather.read weather.write')
start_workers worker.1 worker.2

# via WORKER TOKEN METHOD URI [NAME value …]: the answer without what differs
# each time, to $work/said; the log's line to $work/line.
via() {
	local worker=$1 token=$2 method=$3 uri=$4
	shift 4
	ask_worker "$work/$worker" HTTP_AUTHORIZATION "Bearer $token" \
		REQUEST_METHOD "$method" REQUEST_URI "$uri" "$@" \
		>"$work/raw" 2>"$work/line"
	grep -v '^X-Request-Id: ' "$work/raw" >"$work/said"
}

is_remembered() {
	grep -q ' answer=remembered' "$work/line"
}

# true_answer TOKEN URI [NAME value …]: of a process that knows nothing yet.
true_answer() {
	local token=$1 uri=$2
	shift 2
	cgi GET "$uri" HTTP_AUTHORIZATION="Bearer $token" \
		${1:+"$1=$2"} </dev/null
	grep -v '^X-Request-Id: ' "$work/out" >"$work/true"
}

weather='/api/weather/Bend?state=OR'
uris="$weather
$weather&units=imperial&view=full
/api/weather/Bend/observations?state=OR&limit=5
/api/reports?limit=3
/api/reports?author=me&limit=3&view=full
/api/reports?q=hail
/api/places?q=be"

# remembers WORKER TOKEN URI [NAME value …]: now or with the next request; once in a second a
# worker asks SQLite, which tells of what it knows already.
remembers() {
	local worker=$1 token=$2 uri=$3 tries
	shift 3
	for tries in 1 2 3; do
		via "$worker" "$token" GET "$uri" "$@"
		! is_remembered || return 0
	done
	echo "worker $worker, $uri: not in $tries" >>"$work/bad"
	return 1
}

# both_remember: every address, in both workers.
both_remember() {
	local worker uri bad=0
	for worker in 1 2; do
		while read -r uri; do
			remembers "$worker" "$alice" "$uri" || bad=1
		done <<<"$uris"
	done
	return $bad
}

# both_tell_the_truth: the next answer to every address, in both workers.
both_tell_the_truth() {
	local worker uri bad=0
	: >"$work/truth"
	while read -r uri; do
		for worker in 1 2; do
			via "$worker" "$alice" GET "$uri"
			mv "$work/said" "$work/said.$worker"
		done
		true_answer "$alice" "$uri"
		sed 1,/^$/d "$work/true" >>"$work/truth"
		for worker in 1 2; do
			cmp "$work/said.$worker" "$work/true" >>"$work/bad" 2>&1 || {
				echo "worker $worker, $uri" >>"$work/bad"
				bad=1
			}
		done
	done <<<"$uris"
	return $bad
}

# change WHAT COMMAND …: what must hold around a change.
change() {
	local what=$1
	shift
	: >"$work/bad"
	both_remember
	result "$what: both remember what was before" $? "$work/bad"
	cp "$work/truth" "$work/truth.before" 2>"$work/ignored"
	"$@" >"$work/changed" 2>&1
	result "$what: is done" $? "$work/changed"
	: >"$work/bad"
	both_tell_the_truth
	result "$what: both know of it at once" $? "$work/bad"
	! cmp -s "$work/truth" "$work/truth.before"
	result "$what: it changed something" $?
}

status() {
	head -n 1 "$work/said"
}

# report TEXT: by worker 1; its id is in $id.
report() {
	via 1 "$alice" POST /api/reports CONTENT_TYPE application/json BODY \
		'{"description":"'"$1"'","location":{"city":"Bend","state":"OR"}}'
	id=$(sed -n 's/^Location: .*\///p' "$work/said")
	[ "$(status)" = 'Status: 201 Created' ]
}
edit() {
	via 2 "$alice" PATCH "/api/reports/$id" \
		CONTENT_TYPE application/merge-patch+json \
		BODY '{"description":"More hail than ever"}'
	[ "$(status)" = 'Status: 200 OK' ]
}
remove() {
	via 1 "$alice" DELETE "/api/reports/$id"
	[ "$(status)" = 'Status: 204 No Content' ]
}
observe() {
	via 2 "$alice" POST "$weather" CONTENT_TYPE application/json \
		BODY '{"temp":'"$1"',"humidity":50}'
	[ "$(status)" = 'Status: 201 Created' ]
}
by_cgi() {
	cgi POST "$weather" HTTP_AUTHORIZATION="Bearer $bob_writes" \
		CONTENT_TYPE=application/json <<<'{"temp":-3.5,"pressure":1001}'
	grep -q '^Status: 201' "$work/out"
}
clear_all() {
	via 2 "$admin" DELETE '/api/reports?confirm=all'
	[ "$(status)" = 'Status: 204 No Content' ]
}
import() {
	printf 'description,city,state\n%s\n' 'Hail in the file,Bend,OR' \
		>"$work/rows.csv"
	ctl import reports "$work/rows.csv"
}
places() {
	ctl places import tests/data/places/cities.pbf
}
restore() {
	ctl restore --replace "$work/backup"
}

bob_writes=$(mint --subject bob --scope 'weather.read weather.write')
report "Hail as large as peas" && observe 11.5
result "there is something to remember" $? "$work/said"
both_tell_the_truth
ctl backup "$work/backup"
result "and a backup of it" $? "$work/ctl"
change "a report" report "Hail again"
change "a report that is changed" edit
change "a report that is deleted" remove
change "an observation" observe 12.5
change "an observation by a CGI process" by_cgi
change "an import" import
change "the gazetteer" places
change "a backup that is restored" restore
change "all reports deleted" clear_all

# what was made of other tables is not made again; once in a second it is
outlives() {
	local uri=$1 tries
	shift
	for tries in 1 2 3 4 5; do
		remembers 1 "$alice" "$uri" && "$@" || return 1
		via 1 "$alice" GET "$uri"
		! is_remembered || return 0
	done
	return 1
}
observe_next() {
	observe $((++degrees))
}
degrees=0
outlives "$weather" report "Hail from elsewhere"
result "a weather outlives a report" $? "$work/line"
outlives '/api/reports?limit=3' observe_next
result "reports outlive an observation" $? "$work/line"
! outlives "$weather" observe_next
result "a weather does not" $? "$work/line"

# a stranger's program is seen within a second
both_remember
sqlite3 "$work/state/weather.db" \
	"UPDATE place SET name = 'Bend on the river' WHERE name LIKE 'Bend%'"
knows_the_river() {
	via 1 "$alice" GET "$weather" && grep -q 'on the river' "$work/said" &&
		via 2 "$alice" GET "$weather" &&
		grep -q 'on the river' "$work/said"
}
begun=$(date +%s%N)
eventually knows_the_river
known=$?
took=$((($(date +%s%N) - begun) / 1000000))
echo "# after $took ms"
[ "$known" = 0 ] && [ "$took" -lt 5000 ]
result "what sqlite3 writes is known a moment later" $? "$work/said"

# nobody gets what is another's
report "Hail that alice saw" && both_remember
result "alice's reports are remembered" $? "$work/bad"
mine='/api/reports?author=me&limit=3&view=full'
via 1 "$bob" GET "$mine"
[ "$(tail -n 1 "$work/said")" = '[]' ] && ! is_remembered
result "another caller does not get them as his own" $? "$work/said"
remembers 1 "$bob" "$mine" && [ "$(tail -n 1 "$work/said")" = '[]' ]
result "but has his own remembered" $? "$work/said"
via 1 "$alice" GET "$weather" && remembers 1 "$bob" "$weather"
result "what is the same for all is remembered for all" $? "$work/line"
via 1 "$writer" GET "$weather"
[ "$(status)" = 'Status: 403 Forbidden' ] && ! is_remembered
result "who may not read gets nothing that is remembered" $? "$work/said"
via 1 none.of.these GET "$weather"
[ "$(status)" = 'Status: 401 Unauthorized' ]
result "nor does who has no token" $? "$work/said"
ctl token revoke --subject alice --before now --issuer demo
via 1 "$alice" GET "$weather"
[ "$(status)" = 'Status: 401 Unauthorized' ]
result "nor who was revoked, from the next request on" $? "$work/said"

# the other forms of an answer
remembers 1 "$bob" "$weather"
tag=$(sed -n 's/^ETag: //p' "$work/said")
cp "$work/said" "$work/whole"
remembers 1 "$bob" "$weather" HTTP_IF_NONE_MATCH "W/$tag" && [ "$(status)" = 'Status: 304 Not Modified' ]
result "a 304 is made of what is remembered" $? "$work/said"
true_answer "$bob" "$weather" HTTP_IF_NONE_MATCH "$tag"
cmp "$work/said" "$work/true" >"$work/diff" 2>&1
result "to the byte as it is else" $? "$work/diff"
via 1 "$bob" HEAD "$weather"
sed 1,/^$/d "$work/said" | cmp -s - /dev/null &&
	[ "$(sed -n '1,/^$/p' "$work/said")" = \
		"$(sed -n '1,/^$/p' "$work/whole")" ]
result "HEAD has the same headers and no body" $? "$work/said"
via 1 "$bob" GET "$weather&from=-24h"
via 1 "$bob" GET "$weather&from=-24h"
! is_remembered
result "a time before now is looked at by itself" $? "$work/line"
via 1 "$bob" GET '/api/weather/Bend/observations?state=OR&format=csv'
via 1 "$bob" GET '/api/weather/Bend/observations?state=OR&format=csv'
! is_remembered
result "what is sent in pieces is not remembered" $? "$work/line"

# a 304 that was made first is no 200
via 2 "$bob" GET "$weather"
observe_by_bob() {
	cgi POST "$weather" HTTP_AUTHORIZATION="Bearer $bob_writes" \
		CONTENT_TYPE=application/json <<<'{"temp":17}'
}
observe_by_bob
true_answer "$bob" "$weather"
tag=$(sed -n 's/^ETag: //p' "$work/true")
via 2 "$bob" GET "$weather" HTTP_IF_NONE_MATCH "$tag"
! is_remembered && [ "$(status)" = 'Status: 304 Not Modified' ]
result "a 304 can come first" $? "$work/said"
remembers 2 "$bob" "$weather" HTTP_IF_NONE_MATCH "$tag" &&
	[ "$(status)" = 'Status: 304 Not Modified' ]
result "and is remembered" $? "$work/said"
via 2 "$bob" GET "$weather"
! is_remembered && cmp -s "$work/said" "$work/true"
result "but is no whole answer" $? "$work/said"
remembers 2 "$bob" "$weather" && cmp -s "$work/said" "$work/true"
result "which is remembered when it was made" $? "$work/said"

# shellcheck disable=SC2086 # as above
kill -TERM $workers
# shellcheck disable=SC2086
wait $workers
finish
