#!/usr/bin/env bash
# GET /metrics: who may see it, and what all processes counted together.
# shellcheck source=tests/cgi/lib.sh
. tests/cgi/lib.sh
setup "metrics = local"
read_token=$(mint --scope weather.read)
: >"$work/empty"

# status STATUS: of the last answer.
status() {
	head -n 1 "$work/out" | grep -q "^Status: $1 "
}

# sample NAME VALUE: the page has exactly this line.
sample() {
	tr -d '\r' <"$work/out" | grep -qxF -- "$1 $2"
	result "$1 is $2" $? "$work/out"
}

cgi GET /metrics
status 404
result "nobody from elsewhere sees it" $? "$work/out"
cgi GET /health
cgi GET /health
cgi GET /api/reports HTTP_AUTHORIZATION="Bearer $read_token"
cgi GET /api/reports HTTP_AUTHORIZATION="Bearer x.y.z"
cgi GET /nothing/here
cgi GET /metrics REMOTE_ADDR=127.0.0.1
status 200 && [ "$(value Content-Type)" = \
	"application/openmetrics-text; version=1.0.0; charset=utf-8" ]
result "this host does" $? "$work/out"
sample 'weather_requests_total{route="health",status="200"}' 2
sample 'weather_requests_total{route="reports_list",status="200"}' 1
sample 'weather_requests_total{route="reports_list",status="401"}' 1
sample 'weather_requests_total{route="metrics_page",status="404"}' 1
sample 'weather_requests_total{route="none",status="404"}' 1
sample 'weather_request_duration_seconds_count{route="health"}' 2
sample 'weather_request_duration_seconds_bucket{route="health",le="+Inf"}' 2
grep -q '^weather_refusals_total{reason="token/[a-z0-9-]*",issuer="none"} 1' \
	"$work/out"
result "a refused token is counted by its reason" $? "$work/out"

# Every sample belongs to the family above it, buckets grow, EOF ends it.
tr -d '\r' <"$work/out" | sed '1,/^$/d' >"$work/page"
perl -ne '
	die "after the end: $_" if $ended;
	if (/^# EOF$/) { $ended = 1; next }
	if (/^# TYPE (\S+) (counter|gauge|histogram)$/) {
		die "twice: $1" if $seen{$1}++;
		($family, $type, $last) = ($1, $2, undef);
		next;
	}
	next if /^# (HELP|UNIT) \Q$family\E \S/;
	my %ends = (counter => "_total", gauge => "",
		histogram => "_(?:bucket|count|sum)");
	/^\Q$family\E$ends{$type}\{(?:\w+="[^"\\]*",?)+\} (\d+(?:\.\d+)?)$/
		or die "not a sample of $family: $_";
	if (/_bucket\{route="(\w+)"/) {
		die "falls: $_" if defined $last && $of eq $1 && $last > $2;
	}
	END { die "no end" unless $ended; print "$family\n" }' \
	<"$work/page" >"$work/perl" 2>&1
result "the page is OpenMetrics" $? "$work/perl"

mv "$work/state/weather.db" "$work/away"
cgi GET /metrics REMOTE_ADDR=::1
status 200
result "it needs no database" $? "$work/out"
cgi GET /health
status 503
result "while others do" $? "$work/out"
mv "$work/away" "$work/state/weather.db"

echo "something else" >"$work/state/metrics.1"
cgi GET /health
status 200 && grep -q 'event=not-counted.*remove it' "$work/log"
result "who cannot count answers all the same, and says why" $? "$work/log"
rm "$work/state/metrics.1"

sed -i 's/^metrics = .*/metrics = public/' "$WEATHER_CONFIG"
cgi GET /metrics
status 200
result "public is for everybody" $? "$work/out"
sed -i '/^metrics = /d' "$WEATHER_CONFIG"
rm "$work/state/metrics.1"
cgi GET /metrics REMOTE_ADDR=127.0.0.1
status 404 && [ ! -e "$work/state/metrics.1" ]
result "without the setting there is none, and nothing is counted" $? \
	"$work/out"
finish
