# shellcheck shell=bash
# What tests of weatherctl share: a folder to work in, and facts about what a
# command printed and left with.  To be sourced by a test in tests/.

here=$(cd "$(dirname "$0")" && pwd)
bin=${WEATHER_BUILD:-$here/../build/release}/bin
# shellcheck disable=SC2034 # for who sources this
tools=${bin%/bin}/tools
ctl=$bin/weatherctl
home=$(mktemp -d "${TMPDIR:-/tmp}/weatherctl.XXXXXX")
trap 'rm -rf "$home"' EXIT
cd "$home" || exit 1
umask 022
unset WEATHER_CONFIG GATEWAY_INTERFACE

count=0 failed=0 facts_failed=0 code=0
input=/dev/null

fact_failed() {
	facts_failed=$((facts_failed + 1))
	printf '# %s\n' "$*" >&2
	sed 's/^/#  out: /' out >&2
	sed 's/^/#  err: /' err >&2
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

# Ends the file.
finish() {
	echo "1..$count"
	[ "$failed" = 0 ]
}

# run CODE ARGUMENTS...: reads $input, leaves out and err.
run() {
	local want=$1
	shift
	code=0
	"$ctl" "$@" >out 2>err <"$input" || code=$?
	[ "$code" = "$want" ] ||
		fact_failed "weatherctl $*: exit code $code, not $want"
}

out_has() {
	grep -qF -- "$1" out || fact_failed "standard output lacks: $1"
}

out_lacks() {
	! grep -qF -- "$1" out || fact_failed "standard output has: $1"
}

err_has() {
	grep -qF -- "$1" err || fact_failed "standard error lacks: $1"
}

err_is_one_line() {
	[ "$(wc -l <err)" = 1 ] || fact_failed "standard error is not one line"
}

is() {
	[ "$1" = "$2" ] || fact_failed "'$1', not '$2'"
}

# Writes weather.conf with [server] and the lines given.
configure() {
	{
		echo '[server]'
		echo "state_dir = $home/state"
		echo 'public_url = http://127.0.0.1:1'
		echo "fetch_program = $bin/weather-fetch"
		printf '%s\n' "$@"
	} >weather.conf
}

# What [issuer] sections say.
# shellcheck disable=SC2034 # for who sources this
{
	dev=('[issuer dev]' 'preset = dev')
	tenant=11111111-2222-3333-4444-555555555555
	api=66666666-7777-8888-9999-000000000000
	b2c=("tenant_id = $tenant" "client_id = $api" 'b2c_domain = contoso'
		'authority = http://127.0.0.1:1' 'allow_insecure_loopback = on'
		'algorithms = ES256')
}

# A provider on this machine: two files behind lighttpd, on a port of its own.
# Sets $port and $provider, its process; serves no keys yet.
provider_start() {
	port=$(perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(
		Listen => 1, LocalAddr => "127.0.0.1:0")->sockport')
	mkdir -p provider/.well-known
	cat >provider.conf <<-CONF
		server.document-root = "$home/provider"
		server.bind = "127.0.0.1"
		server.port = $port
		mimetype.assign = ( "" => "application/json" )
		server.stat-cache-engine = "disable"
	CONF
	cat >provider/.well-known/openid-configuration <<-JSON
		{"issuer": "http://127.0.0.1:$port",
		 "jwks_uri": "http://127.0.0.1:$port/keys"}
	JSON
	/usr/sbin/lighttpd -D -f provider.conf 2>provider.log &
	provider=$!
	trap 'kill "$provider" 2>/dev/null; rm -rf "$home"' EXIT
	for _ in $(seq 100); do
		(: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break
		sleep 0.05
	done
}
