#!/usr/bin/env bash
# Eight workers and providers that misbehave on purpose: who gets which answer,
# how often the keys are fetched, how long anybody waits.  An issuer for each
# kind, so that they do it at the same time.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/provider.sh
. "$(dirname "$0")/provider.sh"

PROCS=8
use_setup lighttpd-fcgi
# shellcheck source=tests/e2e/liars.sh
. "$(dirname "$0")/liars.sh"

# Those that are found out at once, those that take seconds, and honest ones.
QUICK='error retry redirect wrong-issuer empty html many large bomb endless
refusing'
SLOW='mute silent drip deaf'
HONEST='control rotating flooded killed killed-cold mortal hanging'
# Seconds that nobody exceeds: far more than it takes, as the machine may be
# busy; less than lighttpd waits for a worker.
QUICK_LIMIT=10 SLOW_LIMIT=25

key_set p256.pem:first:ES256 >"$E2E/first"
key_set p256.pem:first:ES256 p256-other.pem:second:ES256 >"$E2E/both"
key_set p256-other.pem:evil:ES256 >"$E2E/evil"
for name in $QUICK $SLOW $HONEST; do
	section "$name"
	make_tokens_of "$name"
	be_honest "$name" "$E2E/first"
done >"$E2E/sections"
make_state <"$E2E/sections"

start_liar "$LIAR_PORT"
start_liar "$MORTAL_PORT"
MORTAL_PID=$LIAR_PID
start_liar "$DEAF_PORT" 0
DEAF_PID=$LIAR_PID
# Stopped, it would not see its end; nor should bash speak of its end.
also_kill "$DEAF_PID"
disown "$DEAF_PID"
: >"$LIARS/count"
start_server 9>&-
eventually has_workers 8 || fact_failed "workers: $(worker_pids)"

asks_each() { # COUNT WORDS NAME...
	local count=$1 words=$2 name
	shift 2
	for name; do
		# shellcheck disable=SC2086 # words
		asks "$count" "$name" $words
	done
}

all_are_evil() {
	local name
	for name; do
		be_evil "$name"
	done
}

# all_are_honest KEY-SET NAME...: again, and the time for another attempt is
# there.
all_are_honest() {
	local keys=$1 name
	shift
	for name; do
		be_honest "$name" "$keys"
		case $name in
		refusing)
			start_liar "$MORTAL_PORT"
			MORTAL_PID=$LIAR_PID
			;;
		deaf)
			kill -CONT "$DEAF_PID"
			eventually is_listening "$DEAF_PORT" ||
				fact_failed 'deaf for ever'
			;;
		esac
	done
	budgets_pass 3700 "$@"
}

# go_through ID NAME...: without keys, with keys, with keys while the provider
# misbehaves, and with new keys.
go_through() {
	local id=$1
	shift
	note_count "$id-start"
	all_are_evil "$@"
	asks_each 3 'first evil' "$@" | storm "$id-cold"
	asks_each 2 first "$@" | storm "$id-cold-again"
	all_are_honest "$E2E/first" "$@"
	ask_until_known "$id-found" first "$@"
	asks_each 3 first "$@" | storm "$id-known"
	all_are_evil "$@"
	on_keys "UPDATE key_set SET metadata_at = metadata_at - 86400
		WHERE source LIKE 'wrong-issuer %'"
	asks_each 5 'first evil' "$@" | storm "$id-warm"
	asks_each 2 'first evil' "$@" | storm "$id-warm-again"
}

end_with_new_keys() { # ID NAME...
	local id=$1
	shift
	note_count "$id-end"
	all_are_honest "$E2E/both" "$@"
	ask_until_known "$id-new" second "$@"
	asks_each 3 'first second' "$@" | storm "$id-new-again"
}

# expect_gone_through ID NAME SECONDS
expect_gone_through() {
	local id=$1 name=$2 limit=$3 cold='1 1' warm='0 1'
	case $name in
	wrong-issuer) cold='1 0' warm='1 0' ;;
	mute) cold='1 0' ;;
	# whoever is away counts nothing
	refusing | deaf) cold='0 0' warm='0 0' ;;
	esac
	expect_answers "$id-cold" "$name" first 503 "$limit"
	expect_answers "$id-cold" "$name" evil 503 "$limit"
	# shellcheck disable=SC2086 # two numbers
	expect_asked "$id-start" "$id-cold" "$name" $cold
	expect_failures "$id-cold" "$name" 1
	expect_answers "$id-cold-again" "$name" first 503 "$QUICK_LIMIT"
	expect_asked "$id-cold" "$id-cold-again" "$name" 0 0
	expect_known "$id-found" "$name" first "$QUICK_LIMIT"
	expect_answers "$id-known" "$name" first 200 "$QUICK_LIMIT"
	expect_asked "$id-cold-again" "$id-known" "$name" 1 1
	expect_answers "$id-warm" "$name" first 200 "$limit"
	expect_answers "$id-warm" "$name" evil 401 "$limit"
	# shellcheck disable=SC2086
	expect_asked "$id-known" "$id-warm" "$name" $warm
	expect_failures "$id-known" "$name" 0
	expect_failures "$id-warm" "$name" 1
	expect_answers "$id-warm-again" "$name" first 200 "$QUICK_LIMIT"
	expect_answers "$id-warm-again" "$name" evil 401 "$QUICK_LIMIT"
	expect_asked "$id-warm" "$id-warm-again" "$name" 0 0
	expect_known "$id-new" "$name" second "$QUICK_LIMIT"
	expect_answers "$id-new-again" "$name" first 200 "$QUICK_LIMIT"
	expect_answers "$id-new-again" "$name" second 200 "$QUICK_LIMIT"
	expect_asked "$id-end" "$id-new-again" "$name" 1 1
	expect_failures "$id-new-again" "$name" 0
	echo "# $name: nobody waited for longer than $(longest "$id" "$name") s"
}

# --- what the lies are worth when they are not told as such

be_honest control "$E2E/evil"
asks 1 control evil | storm control
expect_answers control control evil 200 "$QUICK_LIMIT"
result "the keys that the lies contain would be believed from an honest set"

# --- a worker dies while it holds the lease; others go on meanwhile

ask_until_known killed-warm-up first killed
budgets_pass 3700 killed
echo -n /mute | put killed/keys.lie
echo -n "/mute" | put "killed-cold/$DISCOVERY.lie"

kill_whoever_fetches killed second
kill_whoever_fetches killed-cold first
be_honest killed "$E2E/both"
be_honest killed-cold "$E2E/first"
eventually has_workers 8 || fact_failed "workers: $(worker_pids)"
poll_killed 9>&- &
polling=$!

# --- lies that are found out at once

# shellcheck disable=SC2086 # names
go_through quick $QUICK
budgets_pass 61 error retry
asks_each 2 evil error retry | storm quick-minute
expect_asked quick-warm-again quick-minute error 1 1
expect_asked quick-warm-again quick-minute retry 0 0
awk '$1 == "retry" && $5 > 60 && $5 <= 120 { seen = 1 } END { exit !seen }' \
	"$E2E/storm.quick-cold" || fact_failed "Retry-After is not passed on"
budgets_pass 60 retry
asks 2 retry evil | storm quick-two-minutes
expect_asked quick-minute quick-two-minutes retry 1 1
result "after a failure a minute passes, or what the provider asked for"

# shellcheck disable=SC2086
end_with_new_keys quick $QUICK
for name in $QUICK; do
	expect_gone_through quick "$name" "$QUICK_LIMIT"
	[ "$name" != redirect ] || [ "$(asked quick-new /redirect/elsewhere)" = 0 ] ||
		fact_failed "the redirect was followed"
	result "quick: $name"
done

# --- rotation

ask_until_known others first rotating flooded mortal hanging
be_honest rotating "$E2E/both"
asks 40 rotating first second | storm rotating
expect_answers rotating rotating first 200 "$QUICK_LIMIT"
expect_answers rotating rotating second 200 "$QUICK_LIMIT"
expect_asked others rotating rotating 0 1
result "a rotation under load refuses nobody and fetches once"

be_honest flooded "$E2E/both"
asks 30 flooded evil first second | storm flooded
expect_answers flooded flooded first 200 "$QUICK_LIMIT"
expect_answers flooded flooded second 200 "$QUICK_LIMIT"
expect_answers flooded flooded evil 401 "$QUICK_LIMIT"
expect_asked rotating flooded flooded 0 1
result "nor does one during a flood of unknown kids"

be_honest flooded "$E2E/evil"
asks 20 flooded evil first second | storm flooded-late
expect_answers flooded-late flooded first 200 "$QUICK_LIMIT"
expect_answers flooded-late flooded evil 401 "$QUICK_LIMIT"
expect_asked flooded flooded-late flooded 0 0
budgets_pass 61 flooded
asks 1 flooded evil | storm flooded-next
asks 10 flooded evil first second | storm flooded-end
expect_answers flooded-end flooded evil 200 "$QUICK_LIMIT"
expect_answers flooded-end flooded first 401 "$QUICK_LIMIT"
expect_answers flooded-end flooded second 401 "$QUICK_LIMIT"
expect_asked flooded-late flooded-end flooded 0 1
result "a rotation that a flood came before is followed a minute later"

# --- a provider that dies

kill_liar "$MORTAL_PID"
time_passes 7200 mortal
asks 8 mortal first | storm mortal-2h
expect_failed mortal 1
time_passes 75600 mortal
asks 8 mortal first evil | storm mortal-23h
expect_failed mortal 3
time_passes 3700 mortal
asks 8 mortal first evil | storm mortal-24h
expect_failed mortal 4
for storm in 2h 23h; do
	expect_answers mortal-$storm mortal first 200 "$QUICK_LIMIT"
done
expect_answers mortal-23h mortal evil 401 "$QUICK_LIMIT"
expect_answers mortal-24h mortal first 503 "$QUICK_LIMIT"
expect_answers mortal-24h mortal evil 503 "$QUICK_LIMIT"
start_liar "$MORTAL_PORT"
asks 4 mortal first | storm mortal-back
expect_answers mortal-back mortal first 503 "$QUICK_LIMIT"
budgets_pass 3700 mortal
ask_until_known mortal-found first mortal
expect_known mortal-found mortal first "$QUICK_LIMIT"
asks 4 mortal first | storm mortal-end
expect_answers mortal-end mortal first 200 "$QUICK_LIMIT"
expect_asked others mortal-end mortal 1 1
result "keys outlive their provider by a day, then wait for it"

# --- the worker that died

wait "$polling"
note_count polled
expect_answers polled killed first 200 "$QUICK_LIMIT"
grep -vE '^killed second (401|200) |^killed-cold first (503|200) |^killed first ' \
	"$E2E/storm.polled" && fact_failed "other answers"
[ "$(tail -n 3 "$E2E/storm.polled" | grep -c ' 200 ')" = 3 ] ||
	fact_failed "no keys after $(cat "$E2E/polled.seconds") s"
[ "$(cat "$E2E/polled.seconds")" -le 40 ] ||
	fact_failed "replaced only after $(cat "$E2E/polled.seconds") s"
expect_asked killed-warm-up polled killed 0 2
expect_asked killed-warm-up polled killed-cold 2 1
result "a worker killed while it fetches is replaced when its lease is over"

# --- refreshing ahead from a provider that says nothing

before=$(worker_pids)
echo -n /mute | put hanging/keys.lie
time_passes 7200 hanging
asks 24 hanging first | storm ahead
expect_answers ahead hanging first 200 4
result "nobody waits for keys that are refreshed ahead"

eventually find_fetching_worker || fact_failed "nobody fetches"
for pid in $before; do
	kill -HUP "$pid"
done
asks 8 hanging first | storm ahead-hup
expect_answers ahead-hup hanging first 200 "$QUICK_LIMIT"
eventually no_worker_has_children || fact_failed "a fetch was left behind"
expect_failed hanging 1
note_count ahead-end
expect_asked others ahead-end hanging 0 1
[ "$(worker_pids)" = "$before" ] || fact_failed "workers: $(worker_pids)"
result "HUP during a refresh loses neither the lease nor the process"

# --- lies that take seconds

# shellcheck disable=SC2086
go_through slow $SLOW
# shellcheck disable=SC2086
end_with_new_keys slow $SLOW
for name in $SLOW; do
	expect_gone_through slow "$name" "$SLOW_LIMIT"
	result "slow: $name"
done

stop_server TERM
expect_clean_logs
result "stopping the server leaves nothing running"
finish
