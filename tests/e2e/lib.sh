# shellcheck shell=bash
# What the end-to-end tests share: a temporary home for one web server, and one
# line of TAP per test.  Beside it: setups.sh, tokens.sh, requests.sh, cases.sh.
#
# WEATHER_BUILD names the build folder.  Started by root, the web server runs
# as www-data.  Everything below $E2E is removed at the end.
set -u

tests=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source_tree=$(dirname "$tests")
: "${WEATHER_BUILD:=$source_tree/build/release}"

tap_count=0 tap_failed=0 facts_failed=0
SERVER_PID='' OTHER_PIDS='' SETUP='' PORT='' PROCS=2

# One failed fact; the rest of the case goes on.
fact_failed() {
	facts_failed=$((facts_failed + 1))
	printf '# %s\n' "$*" >&2
}

# Ends a case: all its facts as one line.
result() {
	tap_count=$((tap_count + 1))
	if [ "$facts_failed" = 0 ]; then
		echo "ok $tap_count - $1"
	else
		echo "not ok $tap_count - $1"
		tap_failed=$((tap_failed + 1))
	fi
	facts_failed=0
}

bail_out() {
	echo "Bail out! $*"
	exit 1
}

finish() {
	echo "1..$tap_count"
	[ "$tap_failed" = 0 ]
	exit
}

# Repeats a command until it succeeds, for ten seconds at most.
eventually() {
	local tries=200
	until "$@"; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || return 1
		sleep 0.05
	done
}

free_port() {
	perl -MIO::Socket::INET -e '
		print IO::Socket::INET->new(Listen => 1,
			LocalAddr => "127.0.0.1:0")->sockport'
}

is_running() {
	[ -e "/proc/$1/exe" ] && ! grep -q '^State:[[:space:]]*Z' "/proc/$1/status" 2>/dev/null
}

is_gone() {
	! is_running "$1"
}

# In place of this shell, so that the pid in $! is the program's.
exec_as_server() {
	# the tree may be in a folder that the server's user cannot enter
	cd "$E2E" || exit 1
	if [ "$(id -u)" = 0 ]; then
		exec setpriv --reuid=www-data --regid=www-data --clear-groups \
			-- "$@"
	fi
	exec "$@"
}

as_server() {
	(exec_as_server "$@")
}

# Makes $E2E with the programs and the shipped configurations.
make_home() {
	E2E=$(mktemp -d "${TMPDIR:-/tmp}/weather-e2e.XXXXXX") || exit 1
	trap remove_home EXIT
	trap 'exit 1' HUP INT TERM
	umask 022
	chmod 755 "$E2E"
	mkdir "$E2E"/{bin,empty,log,run,upload,out,state}
	cp "$WEATHER_BUILD"/bin/{weather.fcgi,weatherctl,weather-fetch} \
		"$E2E/bin/" || bail_out "the programs are not built"
	cp -R "$source_tree"/{lighttpd-conf,apache-conf,web} "$E2E/"
	chmod 700 "$E2E/state"
	[ "$(id -u)" = 0 ] &&
		chown www-data: "$E2E"/{log,run,upload,state}
	PORT=$(free_port)
	export WEATHER_PORT="$PORT" \
		WEATHER_PROGRAM="$E2E/bin/weather.fcgi" \
		WEATHER_FOLDER="$E2E/bin" \
		WEATHER_CONFIG="$E2E/weather.conf" \
		WEATHER_SOCKET="$E2E/run/weather.sock" \
		WEATHER_WEB="$E2E/web" \
		WEATHER_SIGN_IN=https://id.example \
		WEATHER_PROCS="$PROCS"
}

# What was started with a file of this home, the web server's helpers included.
home_pids() {
	# from a file, or grep would find itself
	grep -lsaFf <(echo "$E2E/") /proc/[0-9]*/cmdline | cut -d/ -f3
}

# A process whose command line does not name the home.
also_kill() {
	OTHER_PIDS="$OTHER_PIDS $1"
}

remove_home() {
	local pid
	for pid in $OTHER_PIDS $(home_pids) $(worker_pids); do
		kill -KILL "$pid" 2>/dev/null
	done
	{ wait; } 2>/dev/null
	if [ -n "${KEEP:-}" ]; then
		echo "# kept: $E2E"
	else
		rm -rf "$E2E"
	fi
}

# The processes of the responder in this home, sorted; also while its file is
# "(deleted)".
worker_pids() {
	find /proc -maxdepth 2 -path '/proc/[0-9]*/exe' \
		-lname "$WEATHER_PROGRAM*" -printf '%h\n' 2>/dev/null |
		cut -d/ -f3 | sort -n
}

has_workers() {
	[ "$(worker_pids | wc -l)" = "$1" ]
}

no_workers() {
	[ -z "$(worker_pids)" ]
}

# shellcheck source=tests/json.sh
. "$tests/json.sh"
# shellcheck source=tests/e2e/setups.sh
. "$tests/e2e/setups.sh"
# shellcheck source=tests/e2e/tokens.sh
. "$tests/e2e/tokens.sh"
# shellcheck source=tests/e2e/requests.sh
. "$tests/e2e/requests.sh"
# shellcheck source=tests/e2e/cases.sh
. "$tests/e2e/cases.sh"
