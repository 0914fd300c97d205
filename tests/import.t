#!/usr/bin/env bash
# weatherctl import: observations and reports, stored once or not at all.
set -u

# shellcheck source=tests/ctl.sh
. "$(dirname "$0")/ctl.sh"

export WEATHER_CONFIG=$home/weather.conf
configure "${dev[@]}"
run 0 init

rows() {
	sqlite3 -readonly state/weather.db "SELECT count(*) FROM $1"
}

# --- observations -------------------------------------------------------------

cat >good.csv <<'CSV'
observed_at,city,state,temp,humidity,observer
2026-01-02T03:04:05Z,Seattle,WA,11.8,81,roof
2026-01-02T05:04:05+01:00,Seattle,WA,12.1,80,roof
2026-01-02T03:04:05Z,Seattle,WA,11.2,,garden
CSV
run 0 import observations good.csv --dry-run
out_has '3 inserted'
out_has 'nothing stored'
is "$(rows observation)" 0
run 0 import observations good.csv
out_has '3 inserted, 0 unchanged, 0 replaced'
is "$(rows observation)" 3
is "$(rows observer)" 2
is "$(sqlite3 -readonly state/weather.db \
	"SELECT issuer, tenant, group_concat(identity)
	   FROM (SELECT * FROM principal ORDER BY id)")" \
	'urn:weather:local||roof,garden'
run 0 import observations good.csv
out_has '0 inserted, 3 unchanged, 0 replaced'
is "$(rows observation)" 3
result "observations are stored once, however often they are imported"

cat >bad.csv <<'CSV'
observed_at,city,temp,humidity
2026-01-03T00:00:00Z,Seattle,11.8,81
2026-01-03T00:00:00,Seattle,11.8,81
2026-01-03T01:00:00Z,Seattle,eleven,181
2026-01-03T02:00:00Z,"Sea
ttle",11.8,81
2026-01-03T03:00:00Z,---,11.8,81
CSV
run 65 import observations bad.csv
err_has 'bad.csv:3: observed_at: '
err_has 'bad.csv:4: temp: '
err_has 'bad.csv:4: humidity: '
err_has 'bad.csv:5: city: '
err_has 'bad.csv:7: city: '
err_has '4 bad lines; nothing was stored'
is "$(rows observation)" 3
{
	echo observed_at,city,temp
	yes '2026-01-03,Seattle,1' | head -n 80
} >many.csv
run 65 import observations many.csv
is "$(grep -c '^many.csv:' err)" 51
err_has '... and 30 more errors'
err_has '80 bad lines'
result "one bad line means that nothing is stored, and each is named"

cat >nameless.ndjson <<'JSON'
{"observed_at":"2026-01-03T00:00:00Z","city":"Seattle","temp":1,"":1}
JSON
run 65 import observations nameless.ndjson
err_has 'nameless.ndjson:1: record: a member without a name is not known here'
sed 's/,"":1//' nameless.ndjson >named.ndjson
run 0 import observations named.ndjson --dry-run
result "a member without a name is called so"

sed 's/12.1/12.2/' good.csv >changed.csv
run 65 import observations changed.csv
err_has 'changed.csv:3: observed_at: '
err_has '--replace'
run 0 import observations changed.csv --replace
out_has '0 inserted, 2 unchanged, 1 replaced'
sed -e '1s/,observer//' -e 's/,roof$//; s/,garden$//' -e 4d good.csv >own.csv
run 0 import observations own.csv --owner me --source demo
is "$(sqlite3 -readonly state/weather.db \
	"SELECT source, count(*) FROM observation GROUP BY source")" '2|3
3|2'
printf 'observed_at,city,temp\n2026-01-02T00:00:00Z,Miami,50\n' >f.csv
run 0 import observations f.csv --units imperial
is "$(sqlite3 -readonly state/weather.db "SELECT temp, identity
	FROM observation JOIN observer o ON o.id = observer_id
		JOIN principal p ON p.id = owner_id WHERE city = 'Miami'")" \
	'1000|import'
result "replacing, owner, source and units are what was asked for"

run 66 import observations none.csv
run 66 import observations "$home"
printf 'observed_at,city,tmp\n' >header.csv
run 65 import observations header.csv
err_has 'header.csv:1: tmp: '
: >void.csv
run 65 import observations void.csv
run 64 import observations good.csv --source api
run 64 import observations good.csv --units kelvins
run 64 import observations good.csv --owner ''
"$ctl" import observations - <changed.csv >out 2>err ||
	fact_failed "standard input is not read"
out_has "0 inserted, 3 unchanged"
result "files that are none and words that do not exist are refused"

# --- reports ------------------------------------------------------------------

cat >reports.csv <<'CSV'
description,city,state,country,created_date
"Hail, the size of peas",Seattle,WA,US,2026-01-02T03:04:05.678Z
No date here,São Paulo,,BR,
"Two
lines",Seattle,WA,,2026-01-02T03:04:05+01:00
CSV
run 0 import reports reports.csv --dry-run
is "$(rows report)" 0
run 0 import reports reports.csv --owner ann
out_has '3 inserted, 0 unchanged'
run 0 import reports reports.csv --owner ann
out_has '0 inserted, 3 unchanged'
is "$(rows report)" 3
run 0 import reports reports.csv --owner bob
out_has '3 inserted, 0 unchanged'
is "$(rows report)" 6
is "$(sqlite3 -readonly state/weather.db "SELECT uuid FROM report" |
	grep -cE '^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$')" 6
result "reports are stored once for each owner"

printf 'description,city\nfine,Seattle\n,Seattle\nfine,\n' >bad.csv
run 65 import reports bad.csv
err_has 'bad.csv:3: description: '
err_has 'bad.csv:4: city: '
is "$(rows report)" 6
result "a bad report means that none is stored"

finish
