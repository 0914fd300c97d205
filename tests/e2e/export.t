#!/usr/bin/env bash
# A long history, sent as it is read: whole behind every server, compressed or
# not, visibly cut where it could not be read, and no end of the worker when
# its reader is gone.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

rows=20000
export='/api/weather/Long/observations?format=csv'

long_history() {
	perl -MPOSIX -e 'print
		"observed_at,city,temp,humidity,pressure,wind_speed\n";
		for $i (0 .. $ARGV[0] - 1) {
			printf "%s,Long,%d.25,%d,1013.2,%d\n",
				strftime("%FT%TZ", gmtime(1577836800 + 60 * $i)),
				$i % 40, 40 + $i % 50, $i % 9;
		}' "$rows" >"$E2E/long.csv"
	chmod 644 "$E2E/long.csv"
	ctl import observations "$E2E/long.csv" >"$E2E/import.out" 2>&1 ||
		bail_out "$(cat "$E2E/import.out")"
}

# Overwrites a page in the midst of them, which nothing but the export reads.
damage() {
	local page size
	sqlite3 "$E2E/state/weather.db" 'PRAGMA wal_checkpoint(TRUNCATE)' \
		>/dev/null
	page=$(sqlite3 "$E2E/state/weather.db" "SELECT pageno FROM dbstat
		WHERE name = 'observation' AND pagetype = 'leaf'
		ORDER BY path LIMIT 1 OFFSET 50")
	size=$(sqlite3 "$E2E/state/weather.db" 'PRAGMA page_size')
	dd if=/dev/zero of="$E2E/state/weather.db" bs="$size" count=1 \
		seek=$((page - 1)) conv=notrunc status=none
}

# Sets CODE (of curl) and STATUS.
download() {
	CODE=0
	STATUS=$(curl -s -H "$(bearer "$READ")" --max-time 60 -o "$E2E/body" \
		-D "$E2E/head" -w '%{http_code}' "$@" \
		"http://127.0.0.1:$PORT$export") || CODE=$?
}

expect_whole() {
	[ "$CODE" = 0 ] || fact_failed "curl says $CODE"
	expect_status 200
	[ "$(wc -l <"$E2E/body")" = $((rows + 1)) ] ||
		fact_failed "$(wc -l <"$E2E/body") lines"
	tail -n 1 "$E2E/body" | grep -q '^2020-01-01T00:00:00Z,Long,' ||
		fact_failed "ends with: $(tail -n 1 "$E2E/body")"
}

for setup in lighttpd-fcgi apache-fcgid lighttpd-cgi apache-cgi; do
	use_setup "$setup"
	make_state <<-END
		[issuer dev]
		preset = dev
	END
	READ=$(mint --subject reader --scope weather.read)
	long_history
	if [[ $setup == apache-* ]]; then
		# what a host may add for all its sites
		cat >>"$E2E/server.conf" <<-END
			LoadModule filter_module /usr/lib/apache2/modules/mod_filter.so
			LoadModule deflate_module /usr/lib/apache2/modules/mod_deflate.so
			AddOutputFilterByType DEFLATE text/csv
		END
	fi
	start_server
	download
	expect_whole
	result "$setup: a long history arrives whole"

	if [[ $setup == apache-* ]]; then
		download -H 'Accept-Encoding: gzip'
		zcat <"$E2E/body" >"$E2E/plain" 2>"$E2E/zcat.err" ||
			fact_failed "$(cat "$E2E/zcat.err")"
		grep -qi '^content-encoding: gzip' "$E2E/head" ||
			fact_failed "not compressed"
		mv "$E2E/plain" "$E2E/body"
		expect_whole
		tag=$(sed -n 's/^etag: //Ip' "$E2E/head" | tr -d '\r')
		download -H 'Accept-Encoding: gzip' -H "If-None-Match: $tag"
		expect_status 304
		result "$setup: compressed as well, and not sent twice"
	fi

	before=$(worker_pids)
	curl -s -H "$(bearer "$READ")" "http://127.0.0.1:$PORT$export" |
		head -c 1000 >"$E2E/part"
	[ "$(wc -c <"$E2E/part")" = 1000 ] || fact_failed "nothing came"
	download
	expect_whole
	[[ $setup == *-cgi ]] || expect_same_workers "$before"
	result "$setup: a reader that goes away leaves the worker usable"

	stop_server TERM
	damage
	start_server
	download
	expect_status 200
	if [ "$setup" = lighttpd-fcgi ]; then
		[ "$CODE" = 18 ] || [ "$CODE" = 56 ] ||
			fact_failed "curl says $CODE"
	else
		# a server that has no mark for it: the body itself has one
		[ "$(tail -c 10 "$E2E/body")" = '"cut short' ] ||
			fact_failed "ends with: $(tail -n 1 "$E2E/body")"
	fi
	[ "$(wc -l <"$E2E/body")" -gt 10000 ] || fact_failed "cut too early"
	grep -q 'reason=store/damaged' "$E2E"/log/* ||
		fact_failed "the log does not say why"
	result "$setup: what could not be read to the end is cut visibly"
	stop_server TERM
	expect_clean_logs
	result "$setup: the server ends and leaves nothing running"
	remove_home
	OTHER_PIDS=''
done
finish
