# Runs the built responder as plain CGI, by environment and standard input.
# Sourced by the tests of this folder; prints TAP.

# shellcheck source=tests/json.sh
. tests/json.sh
: "${WEATHER_BUILD:?run me through make check}"
work=$(mktemp -d "${TMPDIR:-/tmp}/weather-cgi.XXXXXX")
trap 'rm -rf "$work"' EXIT
golden=tests/golden/cgi
count=0
failed=0

# result NAME STATUS [DETAIL-FILE]: one line of TAP.
result() {
	count=$((count + 1))
	if [ "$2" = 0 ]; then
		echo "ok $count - $1"
	else
		failed=$((failed + 1))
		echo "not ok $count - $1"
		[ -z "${3:-}" ] || sed 's/^/# /' "$3" >&2
	fi
}

finish() {
	echo "1..$count"
	[ "$failed" = 0 ]
}

# A state directory with a dev issuer; $1 are more lines of [server].
setup() {
	mkdir "$work/root"
	cat >"$work/weather.conf" <<-END
		[server]
		state_dir = $work/state
		public_url = http://localhost:8080
		fetch_program = $WEATHER_BUILD/bin/weather-fetch
		${1:-}
		[issuer demo]
		preset = dev
	END
	export WEATHER_CONFIG=$work/weather.conf
	"$WEATHER_BUILD/bin/weatherctl" init >"$work/init.out" 2>&1 || {
		sed 's/^/# /' "$work/init.out" >&2
		echo "Bail out! weatherctl init failed"
		exit 1
	}
}

# start_workers LOG...: one for each, on $work/1 and so on; $workers are killed at
# the end.
start_workers() {
	local n=0 log
	workers=
	# shellcheck disable=SC2086 # their numbers, one by one
	trap 'kill -KILL $workers 2>"$work/ignored"; rm -rf "$work"' EXIT
	for log in "$@"; do
		n=$((n + 1))
		"$WEATHER_BUILD/bin/weather.fcgi" --listen "$work/$n" \
			2>>"$work/$log" &
		workers="$workers $!"
	done
	for ((; n; n--)); do
		eventually [ -S "$work/$n" ]
	done
}

mint() {
	"$WEATHER_BUILD/bin/weatherctl" token mint "$@"
}

# cgi METHOD URI [NAME=value …] <body: the answer goes to $work/out, the log
# to $work/log.
cgi() {
	local method=$1 uri=$2
	shift 2
	env -i PATH="$PATH" GATEWAY_INTERFACE=CGI/1.1 \
		${ASAN_OPTIONS:+ASAN_OPTIONS="$ASAN_OPTIONS"} \
		WEATHER_CONFIG="$WEATHER_CONFIG" REQUEST_METHOD="$method" \
		REQUEST_URI="$uri" SERVER_PROTOCOL=HTTP/1.1 \
		REMOTE_ADDR=192.0.2.1 "$@" "$WEATHER_BUILD/bin/weather.fcgi" \
		>"$work/out" 2>"$work/log"
	keep_exchange "$method" "$uri"
}

# For tests/openapi: request and answer into a file of $WEATHER_EXCHANGES.
keep_exchange() {
	[ -n "${WEATHER_EXCHANGES:-}" ] || return 0
	{
		echo "$1 $2"
		cat "$work/out"
	} >"$(mktemp "$WEATHER_EXCHANGES/XXXXXXXX")"
}

# What changes from run to run: ids, times, tags.
mask() {
	tr -d '\r' <"$1" | sed -E \
		-e 's/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/UUID/g' \
		-e 's/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z/TIME/g' \
		-e 's/(Mon|Tue|Wed|Thu|Fri|Sat|Sun), .* GMT/DATE/' \
		-e 's/"[A-Za-z0-9_-]{22}"/"TAG"/' \
		-e 's/u_[A-Za-z0-9_-]{22}/CALLER/'
}

# expect NAME: the masked answer is tests/golden/cgi/NAME.out.
expect() {
	mask "$work/out" >"$work/masked"
	if [ "${GOLDEN:-}" = write ]; then
		mkdir -p "$golden"
		cp "$work/masked" "$golden/$1.out"
	fi
	if diff -u "$golden/$1.out" "$work/masked" >"$work/diff" 2>&1; then
		result "$1" 0
	else
		result "$1" 1 "$work/diff"
	fi
}

# logged NAME WORD: the log line of the last request has WORD.
logged() {
	grep -qF -- "$2" "$work/log"
	result "$1" $? "$work/log"
}

# value HEADER: of the last answer.
value() {
	tr -d '\r' <"$work/out" | sed -n "s/^$1: //p" | head -n 1
}

# ask_worker SOCKET [NAME value …]: one FastCGI request, with the value of BODY as
# its body; the answer is printed, and the log's lines as errors.
ask_worker() {
	perl -MIO::Socket::UNIX -e '
		my ($path, %set) = @ARGV;
		my $body = delete $set{BODY} // "";
		my $peer = IO::Socket::UNIX->new(Peer => $path) or die;
		my $params = join "", map {
			pack("CN", length, 0x80000000 | length $set{$_}) .
			$_ . $set{$_} } sort keys %set;
		print $peer map { pack("CCnnCC", 1, $$_[0], 1, length $$_[1],
			0, 0) . $$_[1] } [1, pack("nCx5", 1, 0)],
			[4, $params], [4, ""], ($body eq "" ? () : [5, $body]),
			[5, ""];
		$peer->flush;
		while (read($peer, my $head, 8) == 8) {
			my ($type, $length, $padding) = (unpack "CCnnC", $head)[1, 3, 4];
			read $peer, my $bytes, $length;
			read $peer, my $ignored, $padding;
			print STDOUT $bytes if $type == 6;
			print STDERR $bytes if $type == 7;
		}' "$@"
}

# eventually COMMAND …: asks again until it is true, for 10 s at most.
eventually() {
	local tries=200
	until "$@"; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || return 1
		sleep 0.05
	done
}
