# shellcheck shell=bash
# shellcheck disable=SC2034,SC2120,SC2154 # names shared with who sources this
# A weather provider on this machine, for tests: tests/tools/lying_server with
# the answers of tests/data/upstream.  Sourced after $work is set; start_provider
# sets $PROVIDER, its address.
#
# $KEY is the key for it, which must show nowhere but in its own list of what it
# was asked; each run has its own, for others may run at the same time.

KEY=s3cret-0123456789abcdef-$$
provider_home=$work/provider
answers=$(cd "$(dirname "${BASH_SOURCE[0]}")/data/upstream" && pwd)

start_provider() {
	mkdir -p "$provider_home/data/2.5" "$provider_home/v1"
	: >"$provider_home/requests"
	mkfifo "$work/provider.input"
	# its end, which is that of this shell, ends the provider
	exec 8<>"$work/provider.input"
	"$WEATHER_BUILD/tools/lying_server" "$provider_home" \
		<"$work/provider.input" >"$work/provider.port" 8>&- &
	until [ -s "$work/provider.port" ]; do sleep 0.01; done
	PROVIDER=http://127.0.0.1:$(cat "$work/provider.port")
	printf '%s\n' "$KEY" >"$work/key"
	chmod 600 "$work/key"
}

stop_provider() {
	exec 8>&-
}

# says PATH: the answer on standard input, whole or not at all.
says() {
	rm -f "$provider_home/$1.lie"
	cat >"$provider_home/$1.new"
	mv "$provider_home/$1.new" "$provider_home/$1"
}

# lies PATH LIE: one of those of lying_server.
lies() {
	printf /%s "$2" >"$provider_home/$1.lie"
}

# answers_with STATUS-AND-HEADERS: a whole answer; its content follows.
answers_with() {
	printf 'HTTP/1.1 %b\r\nConnection: close\r\n\r\n' "$1"
	cat
}

# The good answers, of a minute ago; $1 changes them, a jq filter.
weather_now() {
	jq -c --argjson now "$(date +%s)" ".dt = \$now - 60 | ${1:-.}" \
		"$answers/openweathermap-portland.json"
}

weather_here_now() {
	jq -c --argjson now "$(date +%s)" \
		".current.time = \$now - 60 | ${1:-.}" \
		"$answers/open-meteo-portland.json"
}

# What it was asked, a path and a query a line.
asked() {
	sed -n 's/^GET \([^ ]*\) HTTP.*/\1/p' "$provider_home/requests"
}

times_asked() {
	asked | wc -l
}
