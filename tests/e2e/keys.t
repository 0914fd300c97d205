#!/usr/bin/env bash
# Eight workers and an identity provider that counts: how often the keys are
# fetched, and what happens without the provider.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/provider.sh
. "$(dirname "$0")/provider.sh"

PROCS=8
use_setup lighttpd-fcgi
jq -n --arg at "$PROVIDER" '{issuer: $at, jwks_uri: ($at + "/keys")}' |
	publish .well-known/openid-configuration
key_set rsa.pem:first | publish keys
make_state <<END
[issuer provider]
preset = oidc
issuer = $PROVIDER
audience = weather
allow_insecure_loopback = on
END

claims=$(jq -n -c --arg iss "$PROVIDER" '{iss: $iss, aud: "weather",
	sub: "reader", azp: "client", scope: "weather.read"}')
good=$(sign rsa.pem "$claims" --kid first)
rotated=$(sign p256.pem "$claims" --kid second --alg ES256)

# 64 requests, 16 at a time, each with its own line of tokens; the statuses
# and how many there were of each go to standard output.
flood() {
	# shellcheck disable=SC2016 # arguments of that sh
	xargs -P 16 -n 1 sh -c 'curl -s -o /dev/null --max-time 30 \
		-w "%{http_code}\n" -H "Authorization: Bearer $1" "$0"' \
		"http://127.0.0.1:$PORT/api/reports" | sort | uniq -c |
		awk '{ printf "%s%s x %s", sep, $2, $1; sep = ", " }'
}

repeat() {
	local n
	for n in $(seq 64); do
		echo "$1"
	done
}

unknown_kids() {
	local n token
	for n in $(seq 64); do
		token=$(sign rsa-other.pem "$claims" --kid "unknown-$1-$n")
		echo "$token"
	done
}

expect_flood() {
	[ "$1" = "$2" ] || fact_failed "answers: $1; not $2"
}

# As if so many seconds had passed since the last fetch for an unknown kid.
let_pass() {
	as_server sqlite3 -cmd ".timeout 5000" "$E2E/state/keys.db" "
		UPDATE key_refresh SET unknown_next = unknown_next - $1,
			last_attempt = last_attempt - $1"
}

start_provider
start_server
eventually has_workers 8 || fact_failed "workers: $(worker_pids)"
expect_fetched 0 0
result "eight workers start without a fetch"

expect_flood "$(repeat "$good" | flood)" '200 x 64'
expect_fetched 1 1
result "a cold start under load fetches metadata and keys once"

expect_flood "$(repeat "$good" | flood)" '200 x 64'
expect_fetched 0 0
result "known keys are not fetched again"

forged=$(sign rsa-other.pem "$claims" --kid first)
expect_flood "$(repeat "$forged" | flood)" '401 x 64'
expect_fetched 0 0
result "a bad signature never fetches"

unknown_kids a >"$E2E/unknown"
expect_flood "$(flood <"$E2E/unknown")" '401 x 64'
expect_fetched 0 1
expect_flood "$(flood <"$E2E/unknown")" '401 x 64'
expect_fetched 0 0
get "$good" /api/reports
expect_status 200
result "a flood of unknown kids fetches once"

key_set p256.pem:second:ES256 | publish keys
get "$rotated" /api/reports
expect_status 401
expect_fetched 0 0
result "a new key is not looked for while the cooldown lasts"

sed -i 's/^audience = .*/&\nalgorithms = RS256 ES256/' "$E2E/weather.conf"
for pid in $(worker_pids); do
	kill -HUP "$pid"
done
let_pass 61
(unknown_kids b; repeat "$rotated") >"$E2E/unknown"
flood <"$E2E/unknown" >"$E2E/answers.txt"
expect_fetched 0 1
get "$rotated" /api/reports
expect_status 200
get "$good" /api/reports
expect_status 401
result "after the cooldown one fetch finds the new keys, which replace the old"

stop_server TERM
stop_provider
start_server
expect_flood "$(repeat "$rotated" | flood)" '200 x 64'
let_pass 61
expect_flood "$(unknown_kids c | flood)" '401 x 64'
get "$rotated" /api/reports
expect_status 200
result "keys outlive a restart of everything with the provider switched off"

stop_server TERM
expect_clean_logs
result "stopping the server leaves nothing running"
finish
