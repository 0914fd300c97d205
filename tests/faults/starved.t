#!/usr/bin/env bash
# Another program keeps the database locked; descriptors run out; uploads come
# slowly or end in the middle.  Waiting has a bound, others are served, and
# nothing is half written.  HOLD=seconds SEED=n.
# what has begin_load() as well comes first
# shellcheck source=tests/e2e/restart.sh
. "$(dirname "$0")/../e2e/restart.sh"
# shellcheck source=tests/faults/lib.sh
. "$(dirname "$0")/lib.sh"

HOLD=${HOLD:-5}
PROCS=4
fault_home lighttpd-fcgi
start_server
begin_load
expect_progress
end_load

# --- locked -------------------------------------------------------------------

# timed COMMAND...: sets TOOK, in milliseconds.
timed() {
	local start=${EPOCHREALTIME/./}
	"$@"
	TOOK=$(((${EPOCHREALTIME/./} - start) / 1000))
}

hold_database
end=$((SECONDS + HOLD)) longest=0 number=0
while [ $SECONDS -lt $end ]; do
	timed write_one "locked-$((number += 1))"
	expect_problem 503 busy
	expect_header Retry-After 1
	[ "$TOOK" -le "$longest" ] || longest=$TOOK
	timed get "$READ" '/api/reports?limit=5'
	expect_status 200
	[ "$TOOK" -lt 1500 ] || fact_failed "reading took $TOOK ms"
	get "$(sign_dev '{"scope":"weather.read"}' --ttl -3600)" /api/reports
	expect_problem 401 invalid-token
done
release_database
echo "# $number writers were sent away, the last after $longest ms at most"
if [ "$longest" -lt 1800 ] || [ "$longest" -gt 5000 ]; then
	fact_failed "a writer waited for $longest ms"
fi
write_one unlocked
expect_status 201
result "a lock of $HOLD s: writers get 503 after two seconds, readers their answer"

# --- descriptors --------------------------------------------------------------

# limit_descriptors N: for all workers that run; those they have stay open.
limit_descriptors() {
	local pid
	for pid in $(worker_pids); do
		as_server prlimit --pid "$pid" --nofile="$1:" || fact_failed "prlimit"
	done
}

before=$(worker_pids)
full=$(awk '/^Max open files/ { print $4 }' "/proc/${before%%$'\n'*}/limits")
spent() {
	local pid
	for pid in $before; do
		# utime and stime, in ticks
		awk '{ sum += $14 + $15 } END { print sum }' "/proc/$pid/stat"
	done | awk '{ sum += $1 } END { print sum }'
}

for limit in 3 8 10 12 13 14 15; do
	limit_descriptors "$limit"
	ticks=$(spent)
	for n in 1 2 3; do
		STATUS=$(curl -s -o "$E2E/body" -m 1 -w '%{http_code}' \
			-H "$(bearer "$READ")" \
			"http://127.0.0.1:$PORT/api/reports?limit=$n")
		case $STATUS in
		200 | 000 | 500 | 503) ;;
		*) fact_failed "with $limit descriptors: $STATUS" ;;
		esac
		answers_of="${answers_of:-} $limit:$STATUS"
		STATUS=$(curl -s -o "$E2E/body" -m 1 -w '%{http_code}' \
			-H "$(bearer "${READ/%???/AAA}")" \
			"http://127.0.0.1:$PORT/api/reports")
		[[ $STATUS == [045]* && $STATUS != 404 ]] ||
			fact_failed "with $limit descriptors: forged: $STATUS"
	done
	ticks=$(($(spent) - ticks))
	[ "$ticks" -lt 150 ] || fact_failed "$ticks ticks of work with $limit"
	limit_descriptors "$full"
	write_one "descriptors-$limit"
	expect_status 201
done
echo "# descriptors:${answers_of:-}"
expect_same_workers "$before"
result "without descriptors nobody dies or spins, and with them all is well"

# --- uploads ------------------------------------------------------------------

# upload SECONDS WHAT BYTES: so many bytes of a report, one after the other.
upload() {
	perl -MIO::Socket::INET -MTime::HiRes=sleep -e '
		my ($port, $token, $seconds, $what, $count) = @ARGV;
		my $body = "{\"description\":\"$what\"," .
			"\"location\":{\"city\":\"Bend\"}}";
		my $text = "POST /api/reports HTTP/1.1\r\nHost: h\r\n" .
			"Authorization: Bearer $token\r\n" .
			"Content-Type: application/json\r\n" .
			"Connection: close\r\nContent-Length: " .
			length($body) . "\r\n\r\n$body";
		my $s = IO::Socket::INET->new("127.0.0.1:$port") or die $!;
		$count = length $text if $count > length $text;
		my $pieces = $seconds ? 20 : 1;
		for my $i (1 .. $pieces) {
			my $from = int($count * ($i - 1) / $pieces);
			my $to = int($count * $i / $pieces);
			syswrite $s, substr $text, $from, $to - $from;
			sleep $seconds / $pieces if $seconds;
		}
		exit if $count < length $text;
		local $/;
		my $answer = <$s>;
		my ($status) = $answer =~ m,^HTTP/1.1 (\d+),;
		my ($location) = $answer =~ m,^Location: (\S+),mi;
		print "plain ", $status // 0, " $what ", $location // "", "\n";
	' "$PORT" "$WRITE" "$@"
}

slow=''
for n in 1 2 3 4 5 6 7 8 9 10 11 12; do
	upload 3 "slow-$n" 100000 >"$E2E/out/slow.$n" &
	slow="$slow $!"
done
for n in 1 2 3 4 5 6 7 8 9 10; do
	timed write_one "quick-$n"
	expect_status 201
	[ "$TOOK" -lt 2000 ] || fact_failed "$TOOK ms beside slow uploads"
done
# shellcheck disable=SC2086 # a list of numbers
wait $slow
for n in 1 2 3 4 5 6 7 8 9 10 11 12; do
	grep '^plain 201' "$E2E/out/slow.$n" >>"$E2E/out/journal.self" ||
		fact_failed "slow: $(cat "$E2E/out/slow.$n")"
done
for ((n = 0; n < 60; n++)); do
	upload 0 "evil-cut-$n" $((RANDOM % 500 + 100)) >"$E2E/out/cut"
	[ ! -s "$E2E/out/cut" ] || fact_failed "not cut: $(cat "$E2E/out/cut")"
done
write_one whole
expect_status 201
expect_same_workers "$before"
result "slow uploads hold up nobody, and those that are cut leave nothing"

expect_writes
expect_verdicts
expect_sound_databases
expect_no_leaks
result "every acknowledged write is there, once, and nothing else; nothing leaks"

stop_server TERM
expect_clean_logs
result "the server stops"
finish
