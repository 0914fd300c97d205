#!/usr/bin/env bash
# weatherctl places import: what it loads, what it refuses, and that a refusal
# leaves everything as it was.
set -u
# shellcheck source=tests/ctl.sh
. "$(dirname "$0")/ctl.sh"
data=$here/data/places/cities.pbf

export WEATHER_CONFIG=$home/weather.conf
configure '[issuer dev]' 'preset = dev'

# What the database says.
says() {
	is "$(sqlite3 state/weather.db "$1")" "$2"
}

run 66 places import "$data"
err_has 'weatherctl init'
[ ! -e state ] || fact_failed "something made the state directory"
run 0 init
result "without a database it points to init"

run 0 places import "$data"
out_has '320 places: 320 new, 0 already there; 1 smaller ones left out, 0 dropped'
out_has '0 of places that are not there'
says 'SELECT count(*) FROM place' 320
says 'SELECT name, state, population, lat_e5, lon_e5 FROM place WHERE id = 5746545' \
	'Portland|OR|632309|4552345|-12267621'
result "the gazetteer is loaded"

sqlite3 state/weather.db 'SELECT id, name FROM place ORDER BY id' >before
run 0 places import "$data"
out_has '320 places: 0 new, 320 already there'
sqlite3 state/weather.db 'SELECT id, name FROM place ORDER BY id' |
	cmp -s - before || fact_failed "ids have changed"
input=$data
run 0 places import -
input=/dev/null
out_has '320 places: 0 new'
result "again, all places keep their ids"

printf '%s\n' observed_at,city,temp 2026-01-01T00:00:00Z,Springfield,1 >one.csv
run 0 import observations one.csv
run 0 places import --min-population 1000000 "$data"
out_has ' 0 new,'
says "SELECT count(*) > 0 AND min(population) = (SELECT population FROM place
	JOIN observer ON place_id = place.id) FROM place" 1
says 'SELECT count(*) FROM place WHERE population < 1000000' 1
run 0 places import --min-population 0 "$data"
out_has '321 places: '
out_has '0 smaller ones left out'
result "--min-population narrows and widens; where somebody measured stays"

sqlite3 state/weather.db 'SELECT * FROM place; SELECT * FROM place_name' >before
head -c 5000 "$data" >cut.pbf
run 65 places import cut.pbf
err_has 'cut.pbf, record'
err_is_one_line
cat "$data" "$data" >twice.pbf
run 65 places import twice.pbf
err_has 'twice'
echo '[]' >cities.json
run 65 places import cities.json
err_has 'this is not cities.pbf'
: >empty.pbf
run 65 places import empty.pbf
err_has 'empty.pbf is empty'
run 66 places import none.pbf
code=0
"$ctl" places import >out 2>err || code=$?
[ "$code" != 66 ] || err_has 'make places'
run 64 places import --min-population -1 "$data"
run 64 places import "$data" more
sqlite3 state/weather.db 'SELECT * FROM place; SELECT * FROM place_name' |
	cmp -s - before || fact_failed "something was stored"
result "what is no gazetteer is refused, and nothing has changed"

finish
