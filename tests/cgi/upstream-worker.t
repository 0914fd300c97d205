#!/usr/bin/env bash
# shellcheck disable=SC2016,SC2154 # names of upstream.sh
# A worker that remembers answers and asks a provider: what it said an hour ago
# is given once more while the provider is asked anew, and what the provider says
# now is in the answers after that, of this worker and of the other one.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/cgi/upstream.sh
. tests/cgi/upstream.sh
start_workers logs logs

# via WORKER: its answer to $work/out
via() {
	ask_worker "$work/$1" HTTP_AUTHORIZATION "Bearer $READ" \
		REQUEST_METHOD GET REQUEST_URI '/api/weather/Portland?state=OR' \
		>"$work/out" 2>>"$work/logs"
	tr -d '\r' <"$work/out" >"$work/plain"
	cat "$work/out" >>"$work/outs"
}

# gives TEMP STALE: the last answer
gives() {
	[ "$(tail -n 1 "$work/plain" | jq .temp)" = "$1" ] &&
		[ "$(sed -n 's/^Weather-Stale: //p' "$work/plain")" = "$2" ]
}

next_gives() { # WORKER TEMP
	via "$1"
	gives "$2" '?0'
}

weather_now '.main.temp = 283.15' | says $owm
for worker in 1 2 1 2; do
	via $worker
	gives 10 '?0' || no "worker $worker: $(cat "$work/plain")"
done
was_asked 1
case_ends "one question is enough for two workers"

weather_now '.main.temp = 293.15' | says $owm
passes 3700
via 1
gives 10 '?1' || no "not what is known: $(cat "$work/plain")"
eventually next_gives 1 20 || no "never what is new: $(cat "$work/plain")"
next_gives 2 20 || no "the other worker: $(cat "$work/plain")"
was_asked 1
case_ends "what the provider says anew is in the next answers"

# what somebody measures is in the next answer all the same
tag=$(sed -n 's/^ETag: //p' "$work/plain")
cgi POST '/api/weather/Portland?state=OR' HTTP_AUTHORIZATION="Bearer $WRITE" \
	CONTENT_TYPE=application/json <<<'{"temp":5}'
told
for worker in 1 2; do
	next_gives $worker 5 || no "worker $worker: $(cat "$work/plain")"
	[ "$(sed -n 's/^ETag: //p' "$work/plain")" != "$tag" ] ||
		no "the tag is the old one"
done
was_asked 0
case_ends "what is measured here comes before what the provider says"
# questions of others that take long: who waits for them serves nobody else
on_db "INSERT INTO upstream (provider, country, city_key, asked_at,
	lease_owner, lease_until) SELECT 'openweathermap', 'US', 'slow ' || value,
	strftime('%s'), 'somebody', strftime('%s') + 60
	FROM json_each('[1,2,3,4]')"
for n in 1 2 3 4; do
	ask_worker "$work/1" HTTP_AUTHORIZATION "Bearer $READ" \
		REQUEST_METHOD GET REQUEST_URI "/api/weather/slow%20$n" \
		>"$work/out" 2>"$work/line"
	cat "$work/line" >>"$work/logs"
	grep -q '^Status: 503' "$work/out" || no "$n: $(head -n 1 "$work/out")"
	took=$(sed -n 's/.* us=\([0-9]*\).*/\1/p' "$work/line")
	echo "# $n: $took us"
	if [ "$n" = 1 ]; then
		[ "$took" -gt 1000000 ] || no "$n does not wait: $took us"
	elif [ "$n" -gt 2 ]; then
		[ "$took" -lt 2000000 ] || no "$n waits as well: $took us"
	fi
done
was_asked 0
case_ends "a worker waits for the questions of others for some seconds a minute"

shows_nowhere
case_ends "the key shows nowhere"
# shellcheck disable=SC2086 # as above
kill -TERM $workers
# shellcheck disable=SC2086
wait $workers
finish
