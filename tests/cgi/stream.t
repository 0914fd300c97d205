#!/usr/bin/env bash
# A history that is far larger than the memory that the program may have.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/cgi/lib.sh
. tests/cgi/lib.sh
setup ""

read=$(mint --subject alice --scope weather.read)
rows=120000
perl -MPOSIX -e 'print "observed_at,city,observer,temp,humidity,wind_speed\n";
	for $i (0 .. $ARGV[0] - 1) {
		printf "%s,Long,roof%d,%d.25,%d,3.5\n",
			strftime("%FT%TZ", gmtime(1577836800 + 60 * int($i / 3))),
			$i % 3, $i % 40, 40 + $i % 50;
	}' "$rows" >"$work/long.csv"
"$WEATHER_BUILD/bin/weatherctl" import observations "$work/long.csv" \
	>"$work/import.out" 2>&1
result "a long history is there" $? "$work/import.out"

# bounded KIB URI: with so much address space, libraries included
bounded() {
	(ulimit -v "$1" && cgi GET "$2" HTTP_AUTHORIZATION="Bearer $read" \
		</dev/null)
}

# Sanitizers reserve more address space than there is memory.
if nm "$WEATHER_BUILD/bin/weather.fcgi" 2>/dev/null | grep -q __asan_init; then
	limit=unlimited
else
	limit=32768
fi
long=/api/weather/Long/observations
for format in csv ndjson; do
	bounded "$limit" "$long?format=$format"
	sed '1,/^\r*$/d' "$work/out" >"$work/body"
	lines=$rows
	[ "$format" = csv ] && lines=$((rows + 1))
	[ "$(wc -l <"$work/body")" = "$lines" ]
	result "$format: every row, within $limit KiB" $? "$work/log"
done
if [ "$limit" = unlimited ]; then
	result "the answer is larger than all that memory # SKIP sanitizers" 0
else
	[ "$(wc -c <"$work/body")" -gt $((limit * 1024)) ]
	result "the answer is larger than all that memory" $?
fi
sort -u "$work/body" | wc -l >"$work/distinct"
[ "$(cat "$work/distinct")" = "$rows" ]
result "no row comes twice" $? "$work/distinct"
jq -r .observed_at "$work/body" >"$work/times"
sort -rc "$work/times" 2>"$work/order"
result "newest first" $? "$work/order"

# Page by page, as "next" says, an hour of it.
page="$long?limit=70&from=2020-01-01T00:00:00Z&to=2020-01-01T01:00:00Z"
: >"$work/pages"
pages=0
while [ "$page" != null ] && [ "$pages" -lt 9 ]; do
	bounded "$limit" "$page"
	sed '1,/^\r*$/d' "$work/out" >"$work/body"
	jq -c '.items[]' "$work/body" >>"$work/pages"
	page=$(jq -r .next "$work/body")
	pages=$((pages + 1))
done
[ "$pages" = 3 ] && [ "$(sort -u "$work/pages" | wc -l)" = 180 ] &&
	[ "$(wc -l <"$work/pages")" = 180 ]
result "three pages have every row once" $? "$work/log"
jq -r .observed_at "$work/pages" | sort -rc 2>"$work/order"
result "newest first" $? "$work/order"

# A cursor is for the same place and times, and for any number of rows.
bounded "$limit" "$long?limit=70&from=2020-01-01T00:00:00Z&to=2020-01-01T01:00:00Z"
next=$(sed '1,/^\r*$/d' "$work/out" | jq -r .next)
while read -r status change; do
	bounded "$limit" "$(sed "$change" <<<"$next")"
	grep -q "^Status: $status " "$work/out"
	result "a cursor, changed by $change, is $status" $? "$work/out"
done <<'END'
200 s/limit=70/limit=80/
200 s/$/\&units=imperial/
400 s/from=2020/from=2019/
400 s/to=2020-01-01T01/to=2020-01-01T02/
400 s/from=[^&]*&//
400 s/$/\&state=OR/
END

finish
