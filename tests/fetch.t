#!/usr/bin/env bash
# weather-fetch against servers that lie: what comes out of descriptor 1.
set -u

here=$(cd "$(dirname "$0")" && pwd)
build=${WEATHER_BUILD:-$here/../build/release}
fetch=$build/bin/weather-fetch
home=$(mktemp -d "${TMPDIR:-/tmp}/fetch.XXXXXX")
servers=
cd "$home" || exit 1

# shellcheck disable=SC2317 # called by the trap
clean_up() {
	# the end of its input ends the lying server and all it has started
	exec 9>&-
	for server in $servers; do
		kill "$server" 2>/dev/null
	done
	wait
	rm -rf "$home"
}
trap clean_up EXIT

count=0 failed=0 facts_failed=0 code=0

fact_failed() {
	facts_failed=$((facts_failed + 1))
	printf '# %s\n' "$*" >&2
	head -c 600 out | sed 's/^/#  out: /' >&2
}

# Ends a test: all its facts as one line.
result() {
	count=$((count + 1))
	if [ "$facts_failed" = 0 ]; then
		echo "ok $count - $1"
	else
		echo "not ok $count - $1"
		failed=$((failed + 1))
	fi
	facts_failed=0
}

# ask LINE...: the request's lines to descriptor 3, the answer to the file out.
ask() {
	printf '%s\n' "$@" >request
	env -i "$fetch" 3<request >out 2>err </dev/null 9>&-
	code=$?
	[ ! -s err ] || fact_failed "something on descriptor 2: $(head -c 300 err)"
}

# get PATH [LINE...]: from the lying server.
get() {
	local path=$1
	shift
	ask "url http://127.0.0.1:$port$path" "insecure_loopback 1" \
		"${limit:-timeout_ms 5000}" "$@"
}

expect() { # LINE...: the whole answer
	[ $code = 0 ] || fact_failed "exit code $code"
	printf '%s\n' "$@" >want
	cmp -s want out || fact_failed "not as expected: $(cat want)"
}

expect_error() { # WORDS [error|timeout]
	[ $code = 1 ] || fact_failed "exit code $code, not 1"
	[ "$(wc -l <out)" = 1 ] || fact_failed "not one line"
	grep -q "^${2:-error} .*$1" out || fact_failed "not an error that says: $1"
}

mkfifo input
"$build/tools/lying_server" <input >port &
exec 9>input
until [ -s port ]; do sleep 0.01; done
port=$(cat port)

# --- what it asks, and what it makes of good answers

get /echo 'etag "v1"'
tr -d '\r' <out >text
for line in 'GET /echo HTTP/1.1' "Host: 127.0.0.1:$port" \
	'Accept: application/json' 'If-None-Match: "v1"'; do
	grep -qxF "$line" text || fact_failed "lacks: $line"
done
grep -qE '^User-Agent: weather-fetch/[0-9.]+$' text ||
	fact_failed "no user agent"
grep -qiE '^(Accept-Encoding|Cookie|Authorization):' text &&
	fact_failed "sends too much"
result "a request says what it should and no more"

get /echo 'caller 0'
tr -d '\r' <out >text
grep -qx 'GET /echo HTTP/1.1' text || fact_failed "no GET"
grep -qx 'Authorization: Bearer weather-check' text || fact_failed "no token"
get /echo 'caller 5'
tr -d '\r' <out >text
for line in 'POST /echo HTTP/1.1' 'Authorization: Bearer weather-check' \
	'Content-Type: application/json' 'Content-Length: 5' 00000end; do
	grep -qxF "$line" text || fact_failed "lacks: $line"
done
! grep -qi '^Expect' text || fact_failed "it waits for a 100"
get /dated
expect 'weather-fetch 1' 'status 200' 'date 784111777' 'body 2' '{}end'
get /tagged
expect 'weather-fetch 1' 'status 200' 'etag "v1"' 'body 2' '{}end'
get /tagged 'etag "v1"'
expect 'weather-fetch 1' 'status 304' 'etag "v1"' 'body 0' 'end'
get /tagged 'etag "v2"'
expect 'weather-fetch 1' 'status 200' 'etag "v1"' 'body 2' '{}end'
result "an entity tag is sent, and 304 has no body"

get /aged
expect 'weather-fetch 1' 'status 200' 'max_age 3000' 'body 2' '{}end'
get /older
expect 'weather-fetch 1' 'status 200' 'max_age 0' 'body 2' '{}end'
get /no-store
expect 'weather-fetch 1' 'status 200' 'body 2' '{}end'
get /bad-values
expect 'weather-fetch 1' 'status 200' 'body 2' '{}end'
result "Cache-Control counts less the Age, nonsense does not count"

get /retry
expect 'weather-fetch 1' 'status 429' 'retry_after 120' 'body 0' 'end'
get /retry-date
grep -qxE 'retry_after (59[0-9]|600)' out || fact_failed "not ten minutes"
result "Retry-After is understood as seconds and as a date"

get /hints
expect 'weather-fetch 1' 'status 200' 'body 2' '{}end'
get /missing
expect 'weather-fetch 1' 'status 404' 'body 0' 'end'
result "only the final answer counts, whatever its status"

# --- lies

get /redirect
expect 'weather-fetch 1' 'status 302' 'body 0' 'end'
get /redirect-file
expect 'weather-fetch 1' 'status 302' 'body 0' 'end'
result "no redirect is followed"

get /exact
[ $code = 0 ] || fact_failed "exit code $code"
[ "$(sed -n 3p out)" = "body 524288" ] || fact_failed "not 512 KiB"
[ "$(tail -c 5 out)" = "0end" ] || fact_failed "not whole"
get /large
expect_error 'larger than 512 KiB'
get /large-announced
expect_error 'file size'
get /endless
expect_error 'larger than 512 KiB'
result "a body of 512 KiB passes, one byte more does not"

get /endless-headers
expect_error 'headers are too large'
get /endless-hints
expect_error 'headers are too large'
result "headers have an end"

get /gzip
[ "$(sed -n 4p out)" = 'not zippeend' ] || fact_failed "was decoded"
result "nothing is unpacked"

get /cut
expect_error 'closed'
get /cut-chunk
expect_error 'closed'
get /garbage
expect_error 'HTTP/0.9'
get /nothing
expect_error 'Empty reply'
result "a cut or senseless answer is an error"

limit='timeout_ms 300' get /silent
expect_error 'timed out' timeout
limit='timeout_ms 300' get /drip
expect_error 'timed out' timeout
get /drip
expect_error 'too slow' timeout
result "silence and slowness have an end"

# --- where it goes

ask 'url https://127.0.0.1:1/' 'timeout_ms 2000'
expect_error 'connect to 127.0.0.1 port 1'
for url in "http://127.0.0.1:$port/echo" file:///etc/passwd \
	"ftp://127.0.0.1/" "gopher://127.0.0.1:$port/" "//127.0.0.1:$port/" \
	"127.0.0.1:$port/echo" https://user:pass@127.0.0.1/ 'https://' ; do
	ask "url $url" 'timeout_ms 2000'
	expect_error 'URL is not allowed'
done
result "it goes to https and nowhere else"

for host in 127.0.0.1 localhost LOCALHOST; do
	ask "url http://$host:$port/tagged" 'insecure_loopback 1' \
		'timeout_ms 2000'
	expect 'weather-fetch 1' 'status 200' 'etag "v1"' 'body 2' '{}end'
done
for host in 127.0.0.2 0.0.0.0 localhost.example example.com \
	127.0.0.1.example '[::ffff:127.0.0.1]' user@127.0.0.1; do
	ask "url http://$host:$port/tagged" 'insecure_loopback 1' \
		'timeout_ms 2000'
	expect_error 'URL is not allowed'
done
ask "url http://localhost:$port/tagged" 'insecure_loopback 0' \
	'timeout_ms 2000'
expect_error 'URL is not allowed'
result "plain http goes to loopback alone, and only where it is allowed"

ask 'url https://id.example/keys' "proxy http://127.0.0.1:$port" \
	'timeout_ms 2000'
expect_error '403'
ask "url http://127.0.0.1:$port/tagged" 'insecure_loopback 1' \
	'proxy http://127.0.0.1:1' 'timeout_ms 2000'
expect 'weather-fetch 1' 'status 200' 'etag "v1"' 'body 2' '{}end'
printf 'url https://127.0.0.1:1/\ntimeout_ms 2000\n' >request
env -i HTTP_PROXY="http://127.0.0.1:$port" https_proxy="http://127.0.0.1:$port" \
	ALL_PROXY="http://127.0.0.1:$port" "$fetch" 3<request >out </dev/null
code=$?
expect_error 'connect to 127.0.0.1 port 1'
printf 'url https://id.example/\nproxy http://127.0.0.1:%s\ntimeout_ms 2000\n' \
	"$port" >request
env -i NO_PROXY='*' no_proxy='*' "$fetch" 3<request >out </dev/null
code=$?
expect_error '403'
result "a proxy is the configured one, never the environment's"

# --- who may run it

env -i GATEWAY_INTERFACE=CGI/1.1 "$fetch" 3<request >out 2>err </dev/null
[ $? = 64 ] || fact_failed "a web server may run it"
[ -s out ] && fact_failed "and gets an answer"
env -i "$fetch" https://id.example/ 3<request >out 2>err </dev/null
[ $? = 64 ] || fact_failed "an argument is taken"
env -i "$fetch" 3<&- >out 2>err </dev/null
code=$?
expect_error 'descriptor 3'
head -c 9000 /dev/zero | tr '\0' x >request
env -i "$fetch" 3<request >out 2>err </dev/null
code=$?
expect_error 'descriptor 3'
result "it takes a request from descriptor 3 alone, never for a web server"

# --- TLS

certificate() { # FILE SUBJECT-ALT-NAME
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 \
		-nodes -days 2 -subj "/CN=$1" -addext "subjectAltName=$2" \
		-keyout "$1.key" -out "$1.pem" 2>/dev/null
}

# tls_server CERTIFICATE [OPTION...]: sets tls_port.
tls_server() {
	local name=$1
	shift
	: >accept
	openssl s_server -accept 127.0.0.1:0 -cert "$name.pem" \
		-key "$name.key" -HTTP "$@" >accept 2>&1 </dev/null 9>&- &
	servers="$servers $!"
	until grep -q '^ACCEPT .*:[0-9]' accept; do sleep 0.01; done
	tls_port=$(sed -n 's/^ACCEPT .*://p' accept)
}

printf 'HTTP/1.0 200 OK\r\nETag: "tls"\r\n\r\n{}' >keys
certificate good IP:127.0.0.1
certificate other DNS:id.example

tls_server good -tls1_2
ask "url https://127.0.0.1:$tls_port/keys" 'timeout_ms 5000'
expect_error 'certificate'
ask "url https://127.0.0.1:$tls_port/keys" 'timeout_ms 5000' 'ca_file other.pem'
expect_error 'certificate'
ask "url https://127.0.0.1:$tls_port/keys" 'timeout_ms 5000' 'ca_file none.pem'
expect_error 'none.pem'
ask "url https://127.0.0.1:$tls_port/keys" 'timeout_ms 5000' 'ca_file good.pem'
expect 'weather-fetch 1' 'status 200' 'etag "tls"' 'body 2' '{}end'
result "a certificate must be signed by an authority that is trusted"

tls_server other
ask "url https://127.0.0.1:$tls_port/keys" 'timeout_ms 5000' 'ca_file other.pem'
expect_error 'subject name'
result "a certificate must be for the host"

tls_server good -tls1_1 -cipher DEFAULT:@SECLEVEL=0
ask "url https://127.0.0.1:$tls_port/keys" 'timeout_ms 5000' 'ca_file good.pem'
expect_error 'version'
tls_server good -tls1_3
ask "url https://127.0.0.1:$tls_port/keys" 'timeout_ms 5000' 'ca_file good.pem'
expect 'weather-fetch 1' 'status 200' 'etag "tls"' 'body 2' '{}end'
ask "url https://127.0.0.1:$port/keys" 'timeout_ms 5000'
expect_error . timeout
result "TLS 1.2 is the least"

echo "1..$count"
exit $((failed > 0))
