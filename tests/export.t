#!/usr/bin/env bash
# What `weatherctl export` writes, `weatherctl import` makes again: the same
# bytes come out of a copy.  And imports that are large, repeated or bad.
# shellcheck source=tests/ctl.sh
. "$(dirname "$0")/ctl.sh"
set -u

# A state directory of its own for each name.
use() {
	cat >"$1.conf" <<-END
		[server]
		state_dir = $home/$1
		public_url = http://localhost:8080
		fetch_program = $bin/weather-fetch
		[issuer dev]
		preset = dev
	END
	export WEATHER_CONFIG=$home/$1.conf
	[ -d "$1" ] || "$ctl" init >init.out 2>&1 || {
		echo "Bail out! $(cat init.out)"
		exit 1
	}
}

same() {
	cmp "$1" "$2" >cmp.out 2>&1 ||
		fact_failed "$1 and $2 differ: $(cat cmp.out)"
	[ -s "$1" ] || fact_failed "$1 is empty"
}

# Rows as nobody would write them, but for whom everything must work: names
# with quotes, commas, formulas and other scripts; every field, none, extra.
make_rows() {
	perl -MPOSIX -e '
		srand $ARGV[0];
		my @city = ("Bend", "\"Sal\"\"em\"", "\"a,b\"", "=Oslo", "Zürich",
			"東京", "\x27=x", "O\x27Hare", "-Ice", "\@home", "+1 St");
		my @who = ("roof", "\"=cmd|x\"", "garden, \"quoted", "Åse", "-");
		my @fields = qw(temp dew_point humidity pressure_station
			pressure_msl wind_speed wind_dir wind_gust wind_gust_dir
			precip precip_rate snow_depth snowfall visibility
			cloud_cover uv_index solar weather_code);
		my @low = (-95, -99, 0, 300, 840, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
			0, -10, 0);
		my @high = (65, 40, 100, 1100, 1100, 130, 360, 150, 360, 2000,
			2400, 15000, 3000, 200000, 100, 50, 2000, 99);
		print join(",", "observed_at", "city", "state", "country",
			"observer", "interval", "extra", @fields), "\n";
		for my $n (1 .. $ARGV[1]) {
			my $who = $who[rand @who];
			$who =~ s/"/""/g;
			my @row = (strftime("%FT%TZ", gmtime(1500000000 + 7 * $n)),
				$city[rand @city], rand() < .5 ? "" : "OR",
				rand() < .5 ? "US" : "NO", "\"$who\"",
				rand() < .5 ? "" : 86400,
				rand() < .7 ? "" : "\"{\"\"pm10\"\":" . int(rand 99) .
				"}\"");
			for my $f (0 .. $#fields) {
				push @row, $f && rand() < .5 ? "" : sprintf("%.*f",
					$fields[$f] eq "weather_code" ? 0 : 2,
					$low[$f] + rand($high[$f] - $low[$f]));
			}
			print join(",", @row), "\n";
		}' "$1" "$2"
}

seed=${PROP_SEED:-$$}
use a
make_rows "$seed" 3000 >rows.csv
run 0 import observations rows.csv
out_has '3000 inserted'
run 0 export observations
mv out a.csv
run 0 export observations --format ndjson
mv out a.ndjson
is_lines() {
	[ "$(wc -l <"$1")" = "$2" ] || fact_failed "$1: $(wc -l <"$1") lines"
}
is_lines a.ndjson 3000
[ "$(jq -s 'map(select(.flagged != [])) | length > 100' a.ndjson)" = true ] ||
	fact_failed "hardly anything is flagged"

use b
run 0 import observations a.csv
out_has '3000 inserted'
run 0 export observations
same a.csv out
run 0 import observations a.ndjson
out_has '0 inserted, 3000 unchanged'
use c
run 0 import observations a.ndjson
run 0 export observations
same a.csv out
run 0 export observations --format ndjson
same a.ndjson out
result "observations make the same bytes again, by CSV and by NDJSON (PROP_SEED=$seed)"

use a
run 0 export observations --city bend --country no
cut -d, -f2,4 out | sort -u >places
[ "$(tr '\n' ' ' <places)" = 'Bend,NO city,country ' ] ||
	fact_failed "other places: $(head places)"
run 0 export observations --from 2017-07-14T03:00:00Z --to 2017-07-14T04:00:00Z
cut -d, -f1 out | tail -n +2 | grep -v '^2017-07-14T03:' >others
[ ! -s others ] || fact_failed "other times: $(head others)"
[ "$(wc -l <out)" -gt 100 ] || fact_failed "too few"
run 64 export observations --from yesterday
run 64 export observations --country Norway
run 64 export observations --format json
run 65 export observations --city ---
result "an export can be narrowed to a place and to times"

# --- reports ------------------------------------------------------------------

cat >reports.csv <<'CSV'
description,city,state,country,created_date,author
"=HYPERLINK(""x"")",Bend,OR,US,2026-01-02T03:04:05.678Z,ann
"two
lines, and a ""quote""",Zürich,,CH,2026-01-02T03:04:05.678Z,"b,o,b"
@me,'=x,,NO,1999-12-31T23:59:59Z,
-1 degree,東京,,JP,2026-01-03T00:00:00+09:00,=eve
CSV
use a
run 0 import reports reports.csv --owner someone
out_has '4 inserted'
sqlite3 a/weather.db "UPDATE report SET version = 7, updated_ms = updated_ms + 5
	WHERE city = 'Bend'"
run 0 export reports
mv out reports-a.csv
grep -q "'=HYPERLINK" reports-a.csv || fact_failed "a formula is not guarded"
run 0 export reports --format ndjson
mv out reports-a.ndjson
is_lines reports-a.ndjson 4
for format in csv ndjson; do
	use "r$format"
	run 0 import reports "reports-a.$format"
	out_has '4 inserted'
	run 0 import reports "reports-a.$format"
	out_has '0 inserted, 4 unchanged'
	run 0 export reports
	same reports-a.csv out
	run 0 export reports --format ndjson
	same reports-a.ndjson out
done
run 0 export reports --from 2026-01-01T00:00:00Z --country us
is_lines out 2
result "reports make the same bytes again, with whose they are"

# The words of restored reports are found: in the index, where they are when
# as many came after them as wait for it.
awk 'BEGIN {
	print "description,city,state,country,created_date,author"
	for (i = 0; i < 32; i++)
		printf "more,Bend,OR,US,2026-02-01T00:00:%02dZ,ann\n", i
}' >more.csv
for format in csv ndjson; do
	use "r$format"
	run 0 import reports more.csv --owner someone
done
[ "$(sqlite3 rcsv/weather.db "SELECT count(*) FROM report_fts
	WHERE report_fts MATCH 'description:hyperlink'")" = 1 ] ||
	fact_failed "a restored report is not found by its words"
sed 's/HYPERLINK/HYPOTHESIS/' reports-a.csv >changed.csv
run 65 import reports changed.csv
err_has 'changed.csv:3: id: '
run 0 import reports changed.csv --replace
out_has '0 inserted, 3 unchanged, 1 replaced'
[ "$(sqlite3 rndjson/weather.db "SELECT count(*) FROM report_fts
	WHERE report_fts MATCH 'description:hypothesis'")" = 1 ] ||
	fact_failed "a replaced report is not found by its words"
sed 's/"author":"[^"]*"/"author":"somebody else"/' reports-a.ndjson >theirs.ndjson
run 65 import reports theirs.ndjson --replace
err_has 'theirs.ndjson:1: id: '
err_has 'nothing was stored'
run 0 import reports changed.csv
out_has '0 inserted, 4 unchanged, 0 replaced'
result "what was imported is found by its words, also what was replaced"

# --from is the first moment that counts, --to the first that does not.
moments() {
	grep -o '^[^,]*T00:00:0[^,]*' out | sed 's/.*:0//' | tr '\n' ' '
}
use ends
for s in 0 1 2; do
	echo "2026-01-01T00:00:0${s}Z,Bend,$s"
done | cat <(echo observed_at,city,temp) - >ends.csv
run 0 import observations ends.csv
run 0 export observations --from 2026-01-01T00:00:01Z --to 2026-01-01T00:00:02Z
is "$(moments)" '1Z '
run 0 export observations --from 2026-01-01T00:00:00.001Z \
	--to 2026-01-01T00:00:01.001Z
is "$(moments)" '1Z '
for s in 1.000 1.001 1.002; do
	echo "2026-01-01T00:00:0${s}Z,Bend,Fog"
done | cat <(echo created_date,city,description) - >ends.csv
run 0 import reports ends.csv
run 0 export reports --from 2026-01-01T00:00:01.001Z \
	--to 2026-01-01T00:00:01.002Z
grep -o 'T00:00:01[^,]*' out | sort -u >ends.out
is "$(cat ends.out)" T00:00:01.001Z
result "an export from a time to another one is half-open"

# Without ids, who wrote is what tells the same words apart.
use authors
{
	echo created_date,city,description,author,issuer,tenant
	for who in 'a,,' 'b,,' 'a,i,' 'b,i,' 'a,j,' 'a,i,t' 'a,i,u'; do
		echo "2026-01-01T00:00:00Z,Bend,Fog,$who"
	done
} >authors.csv
run 0 import reports authors.csv
out_has '7 inserted, 0 unchanged'
run 0 import reports authors.csv
out_has '0 inserted, 7 unchanged'
result "reports of several authors are several, whatever else is the same"

# --- batches ------------------------------------------------------------------

use large
make_rows 1 12000 >large.csv
run 0 import observations large.csv --dry-run
out_has '12000 inserted'
[ "$(sqlite3 large/weather.db 'SELECT count(*) FROM observation')" = 0 ] ||
	fact_failed "a dry run stores something"
input=large.csv
run 0 import observations -
input=/dev/null
out_has '12000 inserted'
run 0 import observations large.csv
out_has '0 inserted, 12000 unchanged'
use partly
head -n 11001 large.csv >partly.csv
sed -n '2p' large.csv | sed 's/,[0-9.-]*$/,99/' >>partly.csv
run 65 import observations partly.csv
err_has 'partly.csv:11002: observed_at: '
err_has 'what stands before was stored (10000 lines)'
[ "$(sqlite3 partly/weather.db 'SELECT count(*) FROM observation')" = 10000 ] ||
	fact_failed "not two batches"
run 0 import observations large.csv
out_has '2000 inserted, 10000 unchanged'
result "a large file is stored in batches, each of them whole"

printf '{"observed_at":"2026-01-01T00:00:00Z","city":"x","temp":1}\n\n{"temp":2}\n[]\n' >bad.ndjson
run 65 import observations bad.ndjson
err_has 'bad.ndjson:3: observed_at: '
err_has 'bad.ndjson:3: city: '
err_has 'bad.ndjson:4: record: '
err_has 'nothing was stored'
{
	printf '{"observed_at":"2026-01-01T00:00:00Z","city":"x","temp":1,'
	printf '"pad":"%070000d"}\n' 0
} >long.ndjson
run 65 import observations long.ndjson
err_has 'long.ndjson:1: record: the line is longer than 65536 bytes'
result "bad lines of NDJSON are named, and nothing is stored"

code=0
"$ctl" export observations >/dev/full 2>err || code=$?
[ "$code" = 74 ] || fact_failed "exit code $code"
result "an output that is full is an error"

finish
