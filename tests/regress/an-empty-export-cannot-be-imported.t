#!/usr/bin/env bash
# What `weatherctl export --format ndjson` writes where there is nothing is an
# empty file; `weatherctl import` refused it as CSV without a header, so that
# the two lines of README.md failed on a new service.
set -u
# shellcheck source=tests/ctl.sh
. "$(dirname "$0")/../ctl.sh"
export WEATHER_CONFIG=$home/weather.conf
configure "${dev[@]}"
run 0 init
for what in observations reports; do
	for format in csv ndjson; do
		run 0 export $what --format $format
		cp out "$what.$format"
		run 0 import $what "$what.$format"
		out_has '0 inserted, 0 unchanged, 0 replaced'
	done
	[ ! -s $what.ndjson ] || fact_failed "there are rows"
done
result "an export without rows is imported again"

printf '\xef\xbb\xbf' >mark.csv
run 65 import reports mark.csv
err_has 'its first line must name the columns'
printf '\xef\xbb\xbfdescription\n' >one.csv
run 65 import reports one.csv
result "CSV without its columns is refused"
finish
