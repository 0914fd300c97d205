#!/usr/bin/env bash
# The demo's days: four years that end now, whatever the date is.
set -u

here=$(cd "$(dirname "$0")" && pwd)/demo
count=0 failed=0

ok() {
	count=$((count + 1))
	if [ "$2" = "$3" ]; then
		echo "ok $count - $1"
	else
		echo "not ok $count - $1"
		printf '# %s, not %s\n' "$2" "$3" >&2
		failed=$((failed + 1))
	fi
}

days() {
	awk -v now="$1" -f "$here/days.awk" "${2:-$here/daily_seattle_newyork.csv}"
}

# Observations, first and last time of a run at that time.
range() {
	days "$1" | tail -n +2 | cut -d, -f1 | sort |
		awk 'NR == 1 { first = $0 } END { print NR, first, $0 }'
}

ok "a morning has its lowest temperature" \
	"$(range 2026-11-22T08:30:00Z)" \
	"5838 2022-11-23T06:00:00Z 2026-11-22T06:00:00Z"
ok "an afternoon has its highest" \
	"$(range 2026-11-22T15:00:00Z)" \
	"5840 2022-11-23T06:00:00Z 2026-11-22T15:00:00Z"
ok "before six the newest is yesterday's" \
	"$(range 2026-11-22T05:59:59Z)" \
	"5836 2022-11-23T06:00:00Z 2026-11-21T15:00:00Z"
ok "new year begins with one day" \
	"$(range 2027-01-01T23:59:59Z)" \
	"5840 2023-01-02T06:00:00Z 2027-01-01T15:00:00Z"
ok "leap days are kept where they exist" \
	"$(range 2027-12-31T23:00:00Z)" \
	"5844 2024-01-01T06:00:00Z 2027-12-31T15:00:00Z"
ok "no time is there twice" \
	"$(days 2026-11-22T08:30:00Z | cut -d, -f1,5 | sort | uniq -d | wc -l)" 0
ok "rain, wind and code come with the highest temperature" \
	"$(days 2026-11-22T23:00:00Z | grep '^2023-01-02T.*Seattle')" \
	"2023-01-02T06:00:00Z,Seattle,WA,US,seattle-demo,2.8,,,,
2023-01-02T15:00:00Z,Seattle,WA,US,seattle-demo,10.6,10.9,4.5,61,86400"
printf 'station\nnowhere,2015-01-01,1,2,3,4,5\n' |
	days 2026-11-22T23:00:00Z - >/dev/null 2>&1
ok "an unknown station is an error" "$?" 1

echo "1..$count"
[ "$failed" = 0 ]
