# shellcheck shell=bash
# shellcheck disable=SC2154 # names shared with lib.sh
# Identity providers that misbehave on purpose and count what they are asked,
# one for each issuer, and storms of requests with their tokens.

LIARS=$E2E/liars LIAR_PORT=$(free_port) MORTAL_PORT=$(free_port)
DEAF_PORT=$(free_port) LIAR_PID='' told=0
mkdir "$LIARS"
mkfifo "$E2E/liars.input"
# Its end, which is that of this shell, ends the servers.
exec 9<>"$E2E/liars.input"

# start_liar PORT [BACKLOG]: sets LIAR_PID.
start_liar() {
	: >"$E2E/liar.port"
	"$WEATHER_BUILD/tools/lying_server" "$LIARS" "$@" \
		<"$E2E/liars.input" >"$E2E/liar.port" 2>>"$E2E/log/liars.log" \
		9>&- &
	LIAR_PID=$!
	eventually test -s "$E2E/liar.port" || bail_out "no lying server"
}

kill_liar() {
	kill -KILL "$1"
	wait "$1" 2>/dev/null
}

is_listening() {
	curl -s -o "$E2E/ignored" --max-time 1 "http://127.0.0.1:$1/"
}

# Nobody accepts any more, and nothing more fits into the queue.
deafen() {
	kill -STOP "$1"
	timeout 3 perl -MIO::Socket::INET -e 'for (1 .. 8) {
		push @all, IO::Socket::INET->new(Timeout => 1,
			PeerAddr => "127.0.0.1:$ARGV[0]") or exit }' "$2"
}

base_of() {
	local port=$LIAR_PORT
	case $1 in
	refusing | mortal) port=$MORTAL_PORT ;;
	deaf) port=$DEAF_PORT ;;
	esac
	echo "http://127.0.0.1:$port/$1"
}

# put PATH: the document on standard input, whole or not at all.
put() {
	mkdir -p "$(dirname "$LIARS/$1")"
	cat >"$LIARS/$1.new"
	mv "$LIARS/$1.new" "$LIARS/$1"
}

DISCOVERY=.well-known/openid-configuration
# be_honest NAME KEY-SET: first the key set, so that no lie is left out.
be_honest() {
	put "$1/keys" <"$2"
	printf '{"issuer":"%s","jwks_uri":"%s/keys"}' \
		"$(base_of "$1")" "$(base_of "$1")" | put "$1/$DISCOVERY"
	rm -f "$LIARS/$1/keys.lie" "$LIARS/$1/$DISCOVERY.lie"
}

# answer_with STATUS-AND-HEADERS: a whole answer whose content follows.
answer_with() {
	printf 'HTTP/1.1 %b\r\nConnection: close\r\n\r\n' "$1"
	cat
}

# The key set that would let a stranger in, hidden in what must not count.
spoilt() {
	jq -c --argjson n "$1" '.keys += [range($n) | {kty: "oct", kid: "\(.)"}]' \
		"$E2E/evil"
}

be_evil() {
	local base
	base=$(base_of "$1")
	case $1 in
	error) answer_with '500 Internal Server Error' <"$E2E/evil" ;;
	retry) answer_with '429 Later\r\nRetry-After: 120' <"$E2E/evil" ;;
	redirect)
		put redirect/elsewhere <"$E2E/evil"
		answer_with "302 Found\r\nLocation: $base/elsewhere" </dev/null
		;;
	empty) echo '{"keys":[]}' ;;
	html) echo '<!DOCTYPE html><title>Sign in</title>' ;;
	many) spoilt 10000 ;;
	large) cat "$E2E/evil" <(head -c 5000000 /dev/zero | tr '\0' ' ') ;;
	bomb)
		cat "$E2E/evil" <(head -c 50000000 /dev/zero | tr '\0' ' ') |
			gzip -9 | answer_with '200 OK\r\nContent-Encoding: gzip'
		;;
	*) cat "$E2E/evil" ;;
	esac | put "$1/keys"
	case $1 in
	wrong-issuer)
		put wrong-issuer/elsewhere <"$E2E/evil"
		printf '{"issuer":"%s/","jwks_uri":"%s/elsewhere"}' \
			"$base" "$base" | put "$1/$DISCOVERY"
		;;
	endless | silent | drip) echo -n "/$1" | put "$1/keys.lie" ;;
	mute)
		echo -n /mute | put mute/keys.lie
		echo -n /mute | put "mute/$DISCOVERY.lie"
		;;
	refusing) kill_liar "$MORTAL_PID" ;;
	deaf) deafen "$DEAF_PID" "$DEAF_PORT" ;;
	esac
}

section() {
	cat <<-END
		[issuer $1]
		preset = oidc
		issuer = $(base_of "$1")
		audience = weather
		algorithms = ES256
		allow_insecure_loopback = on
	END
}

# The tokens of an issuer, by word: under the first key, the second, and one
# that is in none of its honest sets.
declare -A TOKEN
make_tokens_of() {
	local claims
	claims=$(printf '{"iss":"%s","aud":"weather","sub":"reader",
		"azp":"client","scope":"weather.read"}' "$(base_of "$1")")
	TOKEN[$1 first]=$(sign p256.pem "$claims" --kid first --alg ES256)
	TOKEN[$1 second]=$(sign p256-other.pem "$claims" --kid second \
		--alg ES256)
	TOKEN[$1 evil]=$(sign p256-other.pem "$claims" --kid evil --alg ES256)
}

# asks COUNT NAME WORD...: so many requests with each of these tokens in turn.
asks() {
	local count=$1 name=$2 word
	shift 2
	while [ "$count" -gt 0 ]; do
		for word; do
			cat <<-END
				url = "http://127.0.0.1:$PORT/api/reports"
				header = "Authorization: Bearer ${TOKEN[$name $word]}"
				output = "/dev/null"
				silent
				max-time = 60
				write-out = "$name $word %{http_code} %{time_total} %header{retry-after}\\n"
				next
			END
		done
		count=$((count - 1))
	done
}

# storm ID: the requests on standard input, 64 at a time; one line for each
# answer in storm.ID, and in count.ID what was asked of the providers so far.
storm() {
	sed '$d' | curl --parallel --parallel-immediate --parallel-max 64 \
		--config - >"$E2E/storm.$1" 2>"$E2E/curl.err" ||
		fact_failed "storm $1: $(cat "$E2E/curl.err")"
	note_count "$1"
}

# With how many fetches of each issuer failed in a row, which one that is away
# cannot count.
note_count() {
	cp "$LIARS/count" "$E2E/count.$1"
	on_keys 'SELECT source, failures FROM key_refresh' >"$E2E/failures.$1"
}

# ask_until_known ID WORD NAME...: one request for each issuer, and again for
# those whose answer is not 200, since whoever fetches ahead of them may not be
# done: then one waits two seconds at most and is told to come back.
ask_until_known() {
	local id=$1 word=$2 tries=0 start=$SECONDS name left
	shift 2
	left=$*
	: >"$E2E/storm.$id"
	while [ -n "$left" ] && [ $((tries += 1)) -le 100 ] &&
		[ $((SECONDS - start)) -le 20 ]; do
		for name in $left; do
			asks 1 "$name" "$word"
		done | storm "$id-try"
		cat "$E2E/storm.$id-try" >>"$E2E/storm.$id"
		left=$(awk '$3 != 200 { print $1 }' "$E2E/storm.$id-try")
		[ -z "$left" ] || sleep 0.2
	done
	note_count "$id"
}

# expect_known ID NAME WORD SECONDS: at last 200, before it nothing but the word
# to come back, and nobody waited for longer.
expect_known() {
	local wrong
	wrong=$(awk -v name="$2" -v word="$3" -v limit="$4" '
		$1 != name || $2 != word { next }
		{ last = $3 }
		$3 != 200 && !($3 == 503 && $5 >= 1 && $5 <= 3600) { print }
		$4 > limit { print }
		END { if (last != 200) print "at last", last }' "$E2E/storm.$1")
	[ -z "$wrong" ] ||
		fact_failed "$1: not 200 in $4 s: $(head -n 5 <<<"$wrong")"
}

# expect_answers ID NAME WORD STATUS SECONDS: all of them are that, and nobody
# waited for longer.
expect_answers() {
	local wrong
	wrong=$(awk -v name="$2" -v word="$3" -v status="$4" -v limit="$5" '
		$1 != name || $2 != word { next }
		{ seen++ }
		$3 != status || $4 > limit { print }
		$3 == 503 && !($5 >= 1 && $5 <= 3600) { print }
		END { if (!seen) print "none" }' "$E2E/storm.$1")
	[ -z "$wrong" ] ||
		fact_failed "$1: not $4 in $5 s: $(head -n 5 <<<"$wrong")"
}

asked() { # ID PATH
	grep -cxF "$2" "$E2E/count.$1"
}

# expect_asked BEFORE AFTER NAME METADATA KEYS
expect_asked() {
	local metadata keys
	metadata=$(($(asked "$2" "/$3/$DISCOVERY") - $(asked "$1" "/$3/$DISCOVERY")))
	keys=$(($(asked "$2" "/$3/keys") - $(asked "$1" "/$3/keys")))
	[ "$metadata $keys" = "$4 $5" ] ||
		fact_failed "$2: asked $3 for $metadata metadata, $keys key" \
			"sets, not $4 and $5"
}

# expect_failures ID NAME COUNT: in a row, at that moment.
expect_failures() {
	local failures
	failures=$(sed -n "s/^$2 .*|//p" "$E2E/failures.$1")
	[ "$failures" = "$3" ] ||
		fact_failed "$1: $2 failed ${failures:-never}, not $3"
}

# The longest that anybody waited for an issuer, in storms whose id begins so.
longest() { # ID NAME
	awk -v name="$2" '$1 == name && $4 > max { max = $4 }
		END { printf "%.1f", max }' "$E2E"/storm."$1"-*
}

on_keys() {
	as_server sqlite3 -cmd '.timeout 5000' "$E2E/state/keys.db" "$1"
}

# budgets_pass SECONDS NAME...: as if so much time had passed for the right to
# fetch.
budgets_pass() {
	local seconds=$1 name
	shift
	for name; do
		echo "UPDATE key_refresh SET refresh_next = refresh_next - $seconds,
			unknown_next = unknown_next - $seconds,
			last_attempt = last_attempt - $seconds
			WHERE source LIKE '$name %';"
	done | on_keys "$(cat)"
}

# What sqlite3 wrote is known within a second, and at once when a program of
# ours has something else to tell.
tell_workers() {
	ctl token revoke --issuer control --jti "nobody-$((told += 1))" \
		>"$E2E/ctl.out" 2>&1 || fact_failed "$(cat "$E2E/ctl.out")"
}

# time_passes SECONDS NAME: for its keys and their metadata, too.
time_passes() {
	budgets_pass "$1" "$2"
	on_keys "BEGIN IMMEDIATE;
		UPDATE generation SET value = value + 1;
		UPDATE key_set SET fetched_at = fetched_at - $1,
			fresh_until = fresh_until - $1,
			metadata_at = metadata_at - $1,
			generation = (SELECT value FROM generation)
			WHERE source LIKE '$2 %';
		COMMIT"
	tell_workers
}

# How many fetches in a row failed: what a provider that is away cannot count.
failed_are() {
	[ "$(on_keys "SELECT failures FROM key_refresh
		WHERE source LIKE '$1 %'")" = "$2" ]
}

expect_failed() {
	eventually failed_are "$1" "$2" || fact_failed "$1: not $2 failures"
}

children_of() {
	pgrep -P "$1"
}

no_worker_has_children() {
	local pid
	for pid in $(worker_pids); do
		[ -z "$(children_of "$pid")" ] || return 1
	done
}

# Sets FETCHING to its pid.
find_fetching_worker() {
	local pid child
	for pid in $(worker_pids); do
		for child in $(children_of "$pid"); do
			FETCHING=$pid
			[ ! "/proc/$child/exe" -ef "$E2E/bin/weather-fetch" ] ||
				return 0
		done
	done
	return 1
}

kill_whoever_fetches() { # NAME WORD
	asks 1 "$@" | storm "kill-$1" &
	local asking=$!
	eventually find_fetching_worker || fact_failed "nobody fetches for $1"
	kill -KILL "$FETCHING"
	wait "$asking"
	grep -qE "^$1 $2 50[023] " "$E2E/storm.kill-$1" ||
		fact_failed "in the killed worker: $(cat "$E2E/storm.kill-$1")"
}

# Until both have their keys; each line with the seconds since the beginning.
poll_killed() {
	local start=$SECONDS
	until [ $((SECONDS - start)) -gt 60 ]; do
		{
			asks 1 killed first second
			asks 1 killed-cold first
		} | sed '$d' | curl --parallel --config - >"$E2E/poll" \
			2>"$E2E/poll.err"
		cat "$E2E/poll" >>"$E2E/storm.polled"
		[ "$(grep -c ' 200 ' "$E2E/poll")" = 3 ] && break
		sleep 0.5
	done
	echo $((SECONDS - start)) >"$E2E/polled.seconds"
}
